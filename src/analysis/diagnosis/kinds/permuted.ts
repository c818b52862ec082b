import type { Permuted } from "../../../model/findings.js";
import { findPermutation } from "../../../stats/permutation.js";
import { idsOf, rangeOf } from "../ranges.js";
import type { Diagnosed, MeasuredPair } from "../subject.js";

/** The same values on other dimensions, tensor by tensor and over all of them. */
export function diagnosePermuted(open: readonly MeasuredPair[]): Diagnosed<Permuted> {
  const permuted = open.filter(
    (pair) => !pair.change.identical && findPermutation([pair.pre.values], [pair.post.values]) !== null,
  );
  if (permuted.length === 0) return { findings: [], settled: [] };
  const share = rangeOf(permuted.map(({ change }) => change.changedShare ?? 0));
  return {
    findings: [
      {
        kind: "permuted",
        weight: "broken",
        tensors: idsOf(permuted.map((pair) => ({ pair }))),
        isAlike: permuted.length > 1 && isOneRenumbering(permuted),
        share,
      },
    ],
    settled: permuted,
  };
}

/** One renumbering of the dimensions explains every tensor. */
function isOneRenumbering(pairs: readonly MeasuredPair[]): boolean {
  const valuesOf = (side: "pre" | "post") => pairs.map((pair) => pair[side].values);
  return findPermutation(valuesOf("pre"), valuesOf("post")) !== null;
}
