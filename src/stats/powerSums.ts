import { exactScale, finiteOrNull } from "./sum.js";

/** Moments of more values than are held at once: from sums of powers, mergeable, orders 1 to 4. */

/** Sums of (x / scale - shift) ** k over n values. */
export interface PowerSums {
  readonly n: number;
  /** A power of two, so that dividing by it is exact. */
  readonly scale: number;
  /** Close to the mean of x / scale: the closer, the fewer digits are lost. */
  readonly shift: number;
  readonly sums: readonly [first: number, second: number, third: number, fourth: number];
}

/** Sums of (x / scale - mean) ** k. */
export interface CentralSums {
  readonly n: number;
  readonly scale: number;
  readonly mean: number;
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
}

export interface PopulationMoments {
  readonly mean: number | null;
  readonly std: number | null;
  readonly skewness: number | null;
  readonly excessKurtosis: number | null;
}

/** Moves sums from their shift to the mean, by the binomial theorem. */
export function centralSums({
  n,
  scale,
  shift,
  sums: [first, second, third, fourth],
}: PowerSums): CentralSums {
  if (n === 0) return { n, scale, mean: 0, second: 0, third: 0, fourth: 0 };
  // Products instead of **, which V8 rounds differently from version to version.
  const off = first / n;
  const square = off * off;
  return {
    n,
    scale,
    mean: shift + off,
    second: Math.max(0, second - n * square),
    third: third - 3 * off * second + 2 * n * square * off,
    fourth: Math.max(0, fourth - 4 * off * third + 6 * square * second - 3 * n * square * square),
  };
}

/** Of both together. Source: Pébay, Formulas for robust, one-pass parallel computation of covariances, SAND2008-6212. */
export function mergeCentralSums(a: CentralSums, b: CentralSums): CentralSums {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  if (a.scale !== b.scale) {
    const scale = Math.max(a.scale, b.scale);
    return mergeCentralSums(rescaled(a, scale), rescaled(b, scale));
  }
  const n = a.n + b.n;
  const delta = b.mean - a.mean;
  const [shareA, shareB] = [a.n / n, b.n / n];
  const step = delta * delta * a.n * shareB;
  const [squareA, squareB] = [shareA * shareA, shareB * shareB];
  return {
    n,
    scale: a.scale,
    mean: a.mean + delta * shareB,
    second: a.second + b.second + step,
    third:
      a.third +
      b.third +
      step * delta * (shareA - shareB) +
      3 * delta * (shareA * b.second - shareB * a.second),
    fourth:
      a.fourth +
      b.fourth +
      step * delta * delta * (squareA - shareA * shareB + squareB) +
      6 * delta * delta * (squareA * b.second + squareB * a.second) +
      4 * delta * (shareA * b.third - shareB * a.third),
  };
}

function rescaled({ n, scale, mean, second, third, fourth }: CentralSums, to: number): CentralSums {
  const factor = scale / to;
  return {
    n,
    scale: to,
    mean: mean * factor,
    second: second * factor * factor,
    third: third * factor * factor * factor,
    fourth: fourth * factor * factor * factor * factor,
  };
}

/** As numpy.mean, numpy.std, scipy.stats.skew and scipy.stats.kurtosis; null as in `moments`. */
export function populationMoments({ n, scale, mean, second, third, fourth }: CentralSums): PopulationMoments {
  if (n === 0) return { mean: null, std: null, skewness: null, excessKurtosis: null };
  const variance = second / n;
  const deviation = Math.sqrt(variance);
  const isConstant = isConstantUpToRounding(deviation, mean);
  return {
    mean: finiteOrNull(mean * scale),
    std: finiteOrNull(deviation * scale),
    skewness: isConstant ? null : finiteOrNull(third / n / (variance * deviation)),
    excessKurtosis: isConstant ? null : finiteOrNull(fourth / n / (variance * variance) - 3),
  };
}

/** scipy's test (scipy.stats.skew). */
export function isConstantUpToRounding(deviation: number, mean: number): boolean {
  return deviation <= Number.EPSILON * Math.abs(mean);
}

/** Between them fourth powers of float64 neither overflow nor vanish, be there ever so many. */
const SAFE = { least: 2 ** -200, most: 2 ** 200 };

/** A scale for values between `low` and `high`: 1 unless their powers would leave float64. */
export function scaleBetween(low: number, high: number): number {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return largest === 0 || (largest >= SAFE.least && largest <= SAFE.most)
    ? 1
    : exactScale(Float64Array.of(largest));
}
