import { exactScale, finiteOrNull, Sum } from "./sum.js";

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
  const { mean, squares } = firstSums(values, scale);
  const [m2, m3, m4] = centralMoments(values, scale, mean);
  // scipy's test for a vector that is constant up to rounding (scipy.stats.skew).
  const constant = Math.sqrt(m2) <= Number.EPSILON * Math.abs(mean);
  return {
    mean: finiteOrNull(mean * scale),
    std: finiteOrNull(Math.sqrt(m2) * scale),
    // Not by **, which V8 rounds differently from version to version.
    skewness: constant ? null : finiteOrNull(m3 / (m2 * Math.sqrt(m2))),
    excessKurtosis: constant ? null : finiteOrNull(m4 / (m2 * m2) - 3),
    l2Norm: finiteOrNull(Math.sqrt(squares) * scale),
  };
}

/** Of x / scale. */
function firstSums(values: Float64Array, scale: number): { readonly mean: number; readonly squares: number } {
  const total = new Sum();
  const squares = new Sum();
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] as number) / scale;
    total.add(value);
    squares.add(value * value);
  }
  return { mean: total.value / values.length, squares: squares.value };
}

/** Second to fourth, of x / scale. */
function centralMoments(
  values: Float64Array,
  scale: number,
  mean: number,
): readonly [number, number, number] {
  const [second, third, fourth] = [new Sum(), new Sum(), new Sum()];
  for (let i = 0; i < values.length; i++) {
    const off = (values[i] as number) / scale - mean;
    const square = off * off;
    second.add(square);
    third.add(square * off);
    fourth.add(square * square);
  }
  const n = values.length;
  return [second.value / n, third.value / n, fourth.value / n];
}
