import { loops } from "./loopsInUse.js";
import { centralSums, type PopulationMoments, populationMoments } from "./powerSums.js";
import { exactScale, finiteOrNull } from "./sum.js";

export interface Moments extends PopulationMoments {
  readonly l2Norm: number | null;
}

/**
 * Population moments, as numpy.mean, numpy.std, scipy.stats.skew, scipy.stats.kurtosis (biased, Fisher) and
 * numpy.linalg.norm give them. All null for an empty vector; skewness and kurtosis null for a constant one.
 *
 * In two passes, the second about the rounded mean, and corrected for that rounding: of values such as 1e15 ± 10 it is not
 * small beside their deviation. Chan, Golub and LeVeque, Algorithms for computing the sample variance (1983), equation 1.7.
 */
export function moments(values: Float64Array): Moments {
  const n = values.length;
  if (n === 0) return { mean: null, std: null, skewness: null, excessKurtosis: null, l2Norm: null };
  const scale = exactScale(values);
  const shift = loops().sumOf(values, scale) / n;
  const powers = new Float64Array(4);
  loops().powerSums(values, scale, shift, powers);
  const [first = 0, second = 0, third = 0, fourth = 0] = powers;
  return {
    ...populationMoments(centralSums({ n, scale, shift, sums: [first, second, third, fourth] })),
    l2Norm: finiteOrNull(Math.sqrt(loops().sumOfSquares(values, scale)) * scale),
  };
}
