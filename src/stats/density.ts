import { moments } from "./moments.js";
import { quantile } from "./quantiles.js";

/** Beyond so many bandwidths a Gaussian kernel adds nothing that float64 could show beside its peak. */
const REACH = 9;

/**
 * The bandwidth of a Gaussian kernel density by Silverman's rule of thumb, in the units of the values (ascending, finite):
 * 0.9 min(s, IQR / 1.34) n^(-1/5), s with n - 1. Silverman, Density Estimation (1986), equation 3.31. Null where it is 0
 * or beyond float64: half of the values are equal, or there are fewer than two.
 */
export function silvermanBandwidth(ascending: Float64Array): number | null {
  const n = ascending.length;
  if (n < 2) return null;
  const { std } = moments(ascending);
  if (std === null) return null;
  const deviation = std * Math.sqrt(n / (n - 1));
  const iqr = quantile(ascending, 0.75) - quantile(ascending, 0.25);
  const bandwidth = 0.9 * Math.min(deviation, iqr / 1.34) * n ** (-1 / 5);
  return bandwidth > 0 && Number.isFinite(REACH * bandwidth) ? bandwidth : null;
}

/**
 * Gaussian kernel density of finite values at the points `at`, both ascending, in 1 over their unit; as
 * scipy.stats.gaussian_kde with the same bandwidth.
 */
export function gaussianDensity(ascending: Float64Array, at: Float64Array, bandwidth: number): Float64Array {
  const unit = 1 / (ascending.length * bandwidth * Math.sqrt(2 * Math.PI));
  let start = 0;
  return at.map((point) => {
    while (start < ascending.length && (ascending[start] as number) < point - REACH * bandwidth) start++;
    let sum = 0;
    for (let i = start; i < ascending.length; i++) {
      const distance = ((ascending[i] as number) - point) / bandwidth;
      if (distance > REACH) break;
      sum += Math.exp(-0.5 * distance * distance);
    }
    return sum * unit;
  });
}

interface KnownDensity {
  readonly at: Float64Array;
  readonly density: Float64Array | null;
}

/** What was last asked of a vector: a page draws the same ridges again whenever something else is chosen. */
const known = new WeakMap<Float64Array, KnownDensity>();

/** The density of finite values at the points `at`, both ascending; null where it has no bandwidth. */
export function densityAt(ascending: Float64Array, at: Float64Array): Float64Array | null {
  const last = known.get(ascending);
  if (last !== undefined && isSame(last.at, at)) return last.density;
  const bandwidth = silvermanBandwidth(ascending);
  const density = bandwidth === null ? null : gaussianDensity(ascending, at, bandwidth);
  known.set(ascending, { at, density });
  return density;
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
