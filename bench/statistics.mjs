/** What is said of repeated measurements: the middle, and the middle half of them. */

/** Linear interpolation, as numpy.quantile. */
export function quantile(values, q) {
  const ascending = values.toSorted((a, b) => a - b);
  const at = q * (ascending.length - 1);
  const below = ascending[Math.floor(at)];
  return below + (ascending[Math.ceil(at)] - below) * (at - Math.floor(at));
}

export function median(values) {
  return quantile(values, 0.5);
}

export function quartiles(values) {
  return { first: quantile(values, 0.25), median: median(values), third: quantile(values, 0.75) };
}

/** Each number by the other of the same round: what slows a round down slows both. */
export function pairwiseRatios(values, others) {
  return values.map((value, round) => value / others[round]);
}
