import type { GptModel } from "../../model/norms.js";
import type {
  WeightGroup,
  WeightGroupComparison,
  WeightOptions,
  WeightsComparison,
  WeightsSummary,
} from "../../model/weights.js";
import { binnedChange } from "../../stats/binnedChange.js";
import { STUDY_WEIGHT_BINS } from "../../stats/binning.js";
import { isBeyondFloat64 } from "../../stats/histogram.js";
import { countWeights, type WeightWork } from "./counts.js";
import { selectWeights } from "./groups.js";
import { countIdentical } from "./identical.js";
import { pairWeights, type WeightPair } from "./pairs.js";

export type { WeightWork } from "./counts.js";

/** The study's first picture. */
export const DEFAULT_WEIGHT_OPTIONS: WeightOptions = {
  bins: STUDY_WEIGHT_BINS,
  range: null,
  groupBy: "model",
  tensors: null,
};

/**
 * Every weight of a checkpoint in histograms.
 * @throws WdistError NOT_IN_MODEL, USAGE, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function summariseWeights(
  model: GptModel,
  options: WeightOptions,
  work: WeightWork,
): Promise<WeightsSummary> {
  const { selections, skipped } = selectWeights(model, options);
  const counted = await countWeights(
    selections.map((selection) => [{ model, selection }] as const),
    options,
    work,
  );
  const groups = counted.map(([group]) => group);
  return { model: model.info, options, groups, skipped, notices: noticesFor(counted) };
}

/**
 * Every weight of two checkpoints, group by group in the same bins.
 * @throws WdistError NOT_IN_MODEL, USAGE, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function compareWeights(
  pre: GptModel,
  post: GptModel,
  options: WeightOptions,
  work: WeightWork,
): Promise<WeightsComparison> {
  const { pairs, skipped, notices } = pairWeights(pre, post, options);
  const counted = await countWeights(
    pairs.map(
      (pair) =>
        [
          { model: pre, selection: pair.pre },
          { model: post, selection: pair.post },
        ] as const,
    ),
    options,
    work,
  );
  const groups: WeightGroupComparison[] = [];
  for (const [i, [before, after]] of counted.entries()) {
    const { name, block, kind, tensors } = pairs[i] as WeightPair;
    groups.push({
      name,
      block,
      kind,
      pre: before,
      post: after,
      change: binnedChange(before, after),
      paired: tensors.length,
      identical: await countIdentical(pre, post, tensors),
    });
  }
  return {
    pre: pre.info,
    post: post.info,
    options,
    groups,
    skipped,
    notices: [...notices, ...noticesFor(counted)],
  };
}

/** Of groups that share their bins. */
function noticesFor(counted: readonly (readonly WeightGroup[])[]): string[] {
  const unbinned = counted.filter((groups) =>
    groups.some(({ histogram, summary }) => histogram === null && summary.n > 0),
  );
  const wide = unbinned.filter((groups) => isBeyondFloat64(groups.map(({ summary }) => summary))).length;
  const narrow = unbinned.length - wide;
  return [
    ...(wide === 0
      ? []
      : [`${wide} without a histogram: their values reach farther apart than float64 can say`]),
    ...(narrow === 0
      ? []
      : [`${narrow} without a histogram: float64 cannot tell the edges of so many bins apart`]),
  ];
}
