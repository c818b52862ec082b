import { loops } from "./loopsInUse.js";
import { exactScale, finiteOrNull } from "./sum.js";

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
  const mean = loops().sumOf(values, scale) / n;
  const powers = new Float64Array(3);
  loops().centralSums(values, scale, mean, powers);
  const [m2, m3, m4] = [...powers].map((power) => power / n) as [number, number, number];
  // scipy's test for a vector that is constant up to rounding (scipy.stats.skew).
  const constant = Math.sqrt(m2) <= Number.EPSILON * Math.abs(mean);
  return {
    mean: finiteOrNull(mean * scale),
    std: finiteOrNull(Math.sqrt(m2) * scale),
    // Not by **, which V8 rounds differently from version to version.
    skewness: constant ? null : finiteOrNull(m3 / (m2 * Math.sqrt(m2))),
    excessKurtosis: constant ? null : finiteOrNull(m4 / (m2 * m2) - 3),
    l2Norm: finiteOrNull(Math.sqrt(loops().sumOfSquares(values, scale)) * scale),
  };
}
