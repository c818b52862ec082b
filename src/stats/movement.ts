import type { Movement } from "../model/run.js";
import { pearson } from "./correlation.js";
import { loops } from "./loopsInUse.js";
import { normOf, ratioOf, type ScaledNorm, scaledNorm } from "./norms.js";
import { allFinite, type Pair, pairUp } from "./pair.js";
import { robustScale } from "./robustLine.js";
import { finiteOrNull } from "./sum.js";
import { WorkingSpace } from "./workingSpace.js";

/** How a vector of shape [width] came from another, by few measures of all those that a comparison has: many are taken. */
export interface PairMovement extends Movement {
  readonly distance: number | null;
}

/**
 * The measures of `compareVectors` by these names, and the Euclidean distance.
 * @throws RangeError where the lengths differ
 */
export function movementBetween(pre: Float64Array, post: Float64Array): PairMovement {
  const { a, b, dims, change } = changeBetween(pre, post);
  const { scale, residualShare } = robustScale(a, b);
  return {
    relativeL2: ratioOf(change, normOf(a)),
    pearson: pearson(a, b),
    scale,
    residualShare,
    distance: dims === null ? finiteOrNull(change.length * change.scale) : null,
  };
}

const DIFFERENCES = new WorkingSpace();

/** The dims where both are finite, and the norm of their differences. */
function changeBetween(
  pre: Float64Array,
  post: Float64Array,
): Pick<Pair, "a" | "b" | "dims"> & { readonly change: ScaledNorm } {
  if (pre.length === post.length && allFinite(pre) && allFinite(post)) {
    const d = DIFFERENCES.of(pre.length);
    loops().differencesInto(pre, post, d);
    const change = scaledNorm(d);
    // Else a difference is beyond float64.
    if (Number.isFinite(change.length)) return { a: pre, b: post, dims: null, change };
  }
  const pair = pairUp(pre, post);
  return { ...pair, change: scaledNorm(pair.d, pair.unit) };
}

/** As numpy.linalg.norm(b - a). Null where a value of either is not finite, or it is beyond float64. */
export function euclideanDistance(a: Float64Array, b: Float64Array): number | null {
  if (!allFinite(a) || !allFinite(b)) return null;
  const { d, unit } = pairUp(a, b);
  const { length, scale } = scaledNorm(d, unit);
  return finiteOrNull(length * scale);
}
