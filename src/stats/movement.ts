import type { Movement } from "../model/run.js";
import { pearson } from "./correlation.js";
import { ratioOf, scaledNorm } from "./norms.js";
import { allFinite, pairUp } from "./pair.js";
import { robustLine } from "./robustLine.js";
import { finiteOrNull } from "./sum.js";

/** How a vector of shape [width] came from another, by few measures of all those that a comparison has: many are taken. */
export interface PairMovement extends Movement {
  readonly distance: number | null;
}

/**
 * The measures of `compareVectors` by these names, and the Euclidean distance.
 * @throws RangeError where the lengths differ
 */
export function movementBetween(pre: Float64Array, post: Float64Array): PairMovement {
  const pair = pairUp(pre, post);
  const { a, b } = pair;
  const { scale, residualShare } = robustLine(a, b);
  const change = scaledNorm(pair.d, pair.unit);
  return {
    relativeL2: ratioOf(change, scaledNorm(a)),
    pearson: pearson(a, b),
    scale,
    residualShare,
    distance: pair.dims === null ? finiteOrNull(change.length * change.scale) : null,
  };
}

/** As numpy.linalg.norm(b - a). Null where a value of either is not finite, or it is beyond float64. */
export function euclideanDistance(a: Float64Array, b: Float64Array): number | null {
  if (!allFinite(a) || !allFinite(b)) return null;
  const { d, unit } = pairUp(a, b);
  const { length, scale } = scaledNorm(d, unit);
  return finiteOrNull(length * scale);
}
