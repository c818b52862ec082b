import { exactScale, finiteOrNull, sumOf } from "./sum.js";

export interface Moments {
  readonly mean: number | null;
  readonly std: number | null;
  readonly skewness: number | null;
  readonly excessKurtosis: number | null;
  readonly l2Norm: number | null;
}

/**
 * Population moments, as numpy.mean, numpy.std, scipy.stats.skew, scipy.stats.kurtosis (biased, Fisher) and
 * numpy.linalg.norm give them. All null for an empty vector; skewness and kurtosis null for a constant one.
 */
export function moments(values: Float64Array): Moments {
  const n = values.length;
  if (n === 0) return { mean: null, std: null, skewness: null, excessKurtosis: null, l2Norm: null };
  const scale = exactScale(values);
  const x = values.map((value) => value / scale);
  const mean = sumOf(x, (value) => value) / n;
  const deviations = x.map((value) => value - mean);
  const m2 = sumOf(deviations, (d) => d * d) / n;
  // scipy's test for a vector that is constant up to rounding (scipy.stats.skew).
  const constant = m2 <= (Number.EPSILON * mean) ** 2;
  return {
    mean: finiteOrNull(mean * scale),
    std: finiteOrNull(Math.sqrt(m2) * scale),
    skewness: constant ? null : finiteOrNull(sumOf(deviations, (d) => d * d * d) / n / m2 ** 1.5),
    excessKurtosis: constant
      ? null
      : finiteOrNull(sumOf(deviations, (d) => d * d * (d * d)) / n / m2 ** 2 - 3),
    l2Norm: finiteOrNull(Math.sqrt(sumOf(x, (value) => value * value)) * scale),
  };
}
