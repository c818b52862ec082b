import type { GptModel } from "../../model/norms.js";
import type {
  WeightGroupComparison,
  WeightOptions,
  WeightsComparison,
  WeightsSummary,
} from "../../model/weights.js";
import { binnedChange } from "../../stats/binnedChange.js";
import { STUDY_WEIGHT_BINS } from "../../stats/binning.js";
import { isBeyondFloat64 } from "../../stats/histogram.js";
import { type Counted, countWeights, type WeightWork } from "./counts.js";
import { selectWeights } from "./groups.js";
import { groupChange, type PairedTensor, pairedTensor, tensorChange } from "./paired.js";
import { pairWeights, type TensorPair, type WeightPair } from "./pairs.js";
import { whereChanged } from "./regions.js";

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
    selections.map((selection) => ({ shares: [{ model, selection }] as const, pairs: [] })),
    options,
    work,
  );
  const groups = counted.flatMap((one) => one.groups);
  return { model: model.info, options, groups, skipped, notices: noticesFor(counted) };
}

/**
 * Every weight of two checkpoints: group by group in the same bins, and tensor by tensor how the values changed.
 * @throws WdistError NOT_IN_MODEL, USAGE, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function compareWeights(
  pre: GptModel,
  post: GptModel,
  options: WeightOptions,
  work: WeightWork,
): Promise<WeightsComparison> {
  const { pairs, unpaired, skipped, notices } = pairWeights(pre, post, options);
  const counted = await countWeights(
    pairs.map((pair) => ({
      shares: [
        { model: pre, selection: pair.pre },
        { model: post, selection: pair.post },
      ] as const,
      pairs: pair.tensors,
    })),
    options,
    work,
  );
  const tensors = counted.map(({ paired }, i) =>
    paired.map((one, tensor) => pairedTensor((pairs[i] as WeightPair).tensors[tensor] as TensorPair, one)),
  );
  const groups = counted.map(({ groups: [before, after] }, i): WeightGroupComparison => {
    const { name, block, kind } = pairs[i] as WeightPair;
    const own = tensors[i] as readonly PairedTensor[];
    return {
      name,
      block,
      kind,
      pre: before,
      post: after,
      change: binnedChange(before, after),
      paired: own.length,
      identical: own.filter(({ identical }) => identical).length,
      pairedChange: groupChange(own),
    };
  });
  return {
    pre: pre.info,
    post: post.info,
    options,
    groups,
    tensors: tensors.flat().map(tensorChange),
    whereChanged: whereChanged(tensors.flat()),
    unpaired,
    skipped,
    notices: [...notices, ...noticesFor(counted)],
  };
}

/** Of groups that share their bins. */
function noticesFor(counted: readonly Counted[]): string[] {
  const unbinned = counted.filter(({ groups }) =>
    groups.some(({ histogram, summary }) => histogram === null && summary.n > 0),
  );
  const wide = unbinned.filter(({ groups }) => isBeyondFloat64(groups.map(({ summary }) => summary))).length;
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
