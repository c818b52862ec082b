import { loops } from "./loopsInUse.js";
import { WorkingSpace } from "./workingSpace.js";

/**
 * Quantile `q` in [0, 1] of an ascending vector by linear interpolation, as numpy.quantile (its default method, with
 * its rounding: it interpolates from the nearer neighbour). NaN for an empty vector.
 */
export function quantile(ascending: Float64Array, q: number): number {
  const place = q * (ascending.length - 1);
  const index = Math.floor(place);
  const lower = ascending[index] ?? Number.NaN;
  const upper = ascending[index + 1] ?? lower;
  return interpolated(lower, upper, place - index);
}

/** What lies that share of the way from one number to another. */
export function interpolated(lower: number, upper: number, share: number): number {
  if (share === 0) return lower;
  const gap = upper - lower;
  if (!Number.isFinite(gap)) return lower * (1 - share) + upper * share;
  return share < 0.5 ? lower + gap * share : upper - gap * (1 - share);
}

/** Of an ascending vector. */
export function median(ascending: Float64Array): number {
  return quantile(ascending, 0.5);
}

const NEARER = new WorkingSpace();

/** Median absolute deviation of an ascending vector from `centre`, unscaled, as scipy.stats.median_abs_deviation. */
export function medianAbsoluteDeviation(ascending: Float64Array, centre: number): number {
  const { length } = ascending;
  // The larger half of the distances has no say.
  const nearer = NEARER.of(Math.min(length, Math.floor(length / 2) + 1));
  loops().distancesInto(ascending, centre, nearer);
  const upper = nearer.at(-1) ?? Number.NaN;
  return length % 2 === 1 ? upper : interpolated(nearer.at(-2) ?? upper, upper, 0.5);
}

/** The `count` least of abs(x - centre) of an ascending vector, ascending. */
export function distancesFrom(
  ascending: Float64Array,
  centre: number,
  count = ascending.length,
): Float64Array {
  const distances = new Float64Array(Math.min(count, ascending.length));
  loops().distancesInto(ascending, centre, distances);
  return distances;
}

/** Of values in any order. */
export function medianOf(values: readonly number[]): number {
  return median(Float64Array.from(values).sort());
}
