/** Ascending copy. Float64Array sorts numerically, and puts -0 before 0. */
export function sorted(values: Float64Array): Float64Array {
  return values.toSorted();
}

/**
 * Quantile `q` in [0, 1] of an ascending vector by linear interpolation, as numpy.quantile (its default method, with
 * its rounding: it interpolates from the nearer neighbour). NaN for an empty vector.
 */
export function quantile(ascending: Float64Array, q: number): number {
  const place = q * (ascending.length - 1);
  const index = Math.floor(place);
  const lower = ascending[index] ?? Number.NaN;
  const upper = ascending[index + 1] ?? lower;
  const share = place - index;
  if (share === 0) return lower;
  const gap = upper - lower;
  if (!Number.isFinite(gap)) return lower * (1 - share) + upper * share;
  return share < 0.5 ? lower + gap * share : upper - gap * (1 - share);
}

export function median(values: Float64Array): number {
  return quantile(sorted(values), 0.5);
}

/** Median absolute deviation from `centre`, unscaled, as scipy.stats.median_abs_deviation. */
export function medianAbsoluteDeviation(values: Float64Array, centre: number): number {
  return median(values.map((value) => Math.abs(value - centre)));
}
