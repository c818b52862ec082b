import type { FinalLayer } from "../../model/answers.js";
import { finalSite } from "../../model/sites.js";
import { finiteOrNull } from "../../stats/sum.js";
import type { MeasuredPair } from "../diagnosis/subject.js";

const LARGEST_NAMED = 6;

/** What became of the norm before the output head; null where there is none in both. */
export function finalLayer(tensors: readonly MeasuredPair[]): FinalLayer | null {
  const site = finalSite({ sites: tensors.map((tensor) => tensor.site) });
  const final = tensors.find(({ id }) => id.norm === site?.name && id.parameter === "gain");
  if (final === undefined) return null;
  const { pre, post, change } = final;
  const largest = [...pre.values]
    .map((value, dim) => ({ dim, pre: value, post: post.values[dim] as number }))
    .filter(
      ({ pre: before, post: after }) => Number.isFinite(before) && Number.isFinite(after) && before !== 0,
    )
    .sort((a, b) => Math.abs(b.pre) - Math.abs(a.pre))
    .slice(0, LARGEST_NAMED)
    .map((entry) => ({ ...entry, fraction: finiteOrNull((entry.post - entry.pre) / Math.abs(entry.pre)) }));
  return {
    identical: change.identical,
    medianPre: pre.summary.median,
    medianPost: post.summary.median,
    iqrRatio: change.iqrRatio,
    largest,
    signFlipDims: change.signFlipDims,
  };
}
