import type { Change, Summary } from "../model/numbers.js";
import { pearson, spearman } from "./correlation.js";
import { deltas } from "./deltas.js";
import { marginalDistances } from "./distances.js";
import { medianChange, medianFraction, quantileShift } from "./location.js";
import { loops } from "./loopsInUse.js";
import { cosine, ratioOf, scaledNorm } from "./norms.js";
import { outlierDims } from "./outliers.js";
import { pairUp } from "./pair.js";
import { sortedDistance } from "./permutation.js";
import { robustLine } from "./robustLine.js";
import { roundedTo } from "./rounding.js";
import { sampleOf } from "./sample.js";
import { signChanges } from "./signs.js";
import { iqrRatio } from "./spread.js";
import { finiteOrNull } from "./sum.js";

/**
 * Every number about a pair, `pre` and `post` of shape [width] each. Paired measures are over the dims where both are
 * finite, marginal ones over all finite values of each.
 * @throws RangeError where their lengths differ
 */
export function compareVectors(pre: Float64Array, post: Float64Array, topMovedCount: number): Change {
  const pair = pairUp(pre, post);
  const { a, b } = pair;
  const norms = { a: scaledNorm(a), b: scaledNorm(b), d: scaledNorm(pair.d, pair.unit) };
  const [before, after] = [bulkOf(pre), bulkOf(post)];
  return {
    identical: loops().areSame(pre, post) === 1,
    roundedTo: roundedTo(pre, post),
    ...deltas(pair, topMovedCount),
    relativeL2: ratioOf(norms.d, norms.a),
    cosine: cosine(a, b, norms),
    pearson: pearson(a, b),
    spearman: spearman(a, b),
    ...robustLine(a, b),
    ...signChanges(pair),
    medianChange: medianChange(before, after),
    medianFraction: medianFraction(before, after),
    iqrRatio: iqrRatio(before, after),
    quantileShift: quantileShift(pre, post),
    ...marginalDistances(sampleOf(pre).ascending, sampleOf(post).ascending),
    sortedDistance: sortedDistance(a, b),
    ...outlierTurnover(pre, post),
  };
}

/** As in the summary of the vector. */
function bulkOf(values: Float64Array): Pick<Summary, "median" | "iqr"> {
  const { bulk, quartiles } = sampleOf(values);
  return { median: finiteOrNull(bulk.median), iqr: finiteOrNull(quartiles.q3 - quartiles.q1) };
}

/** Which dims became and which ceased to be outliers, both judged by the median and mad of `pre`; finite on both sides. */
function outlierTurnover(
  pre: Float64Array,
  post: Float64Array,
): Pick<Change, "newOutlierDims" | "lostOutlierDims"> {
  const { bulk } = sampleOf(pre);
  const [before, after] = [outlierDims(pre, bulk), outlierDims(post, bulk)];
  if (before === null || after === null) return { newOutlierDims: null, lostOutlierDims: null };
  return { newOutlierDims: onlyIn(after, before, pre), lostOutlierDims: onlyIn(before, after, post) };
}

/** Those dims of the first list that are not in the second, and where the other side is finite. */
function onlyIn(dims: readonly number[], others: readonly number[], other: Float64Array): number[] {
  const known = new Set(others);
  return dims.filter((dim) => !known.has(dim) && Number.isFinite(other[dim]));
}
