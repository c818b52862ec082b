import type { MeasuredTensor } from "../../model/comparison.js";
import { histogram } from "../../stats/histogram.js";
import { type PlacedTensor, placed, type ValueMode } from "./scale.js";
import { edgesOf, hidesMuch, ownStage, type Stage, sharedStage, widened } from "./window.js";

/** Which window each tensor is drawn over: all of the blocks over one, but for those of which it would hide much. */

export interface StagedTensor {
  readonly placed: PlacedTensor;
  readonly stage: Stage;
  /** It has a window of its own, so that its axis is labelled. */
  readonly isOwn: boolean;
}

export interface Staging {
  readonly shared: Stage | null;
  readonly blocks: ReadonlyMap<string, StagedTensor>;
  readonly finals: ReadonlyMap<string, StagedTensor>;
}

/** `ratio`: how many times wider the panels of the norms outside of blocks are. */
export function stagingOf(
  blocks: readonly MeasuredTensor[],
  finals: readonly MeasuredTensor[],
  mode: ValueMode,
  ratio: number,
): Staging {
  const placedBlocks = blocks.map((tensor) => placed(tensor, mode));
  const shared = sharedStage(placedBlocks, mode);
  const staged = placedBlocks.flatMap((one): [string, StagedTensor][] => {
    if (shared !== null && hasValues(one) && !hidesMuch(shared, one))
      return [[one.tensor.name, { placed: one, stage: shared, isOwn: false }]];
    const own = ownStage([one], mode);
    return own === null ? [] : [[one.tensor.name, { placed: one, stage: own, isOwn: true }]];
  });
  const outside = finals.flatMap((tensor): [string, StagedTensor][] => {
    const one = placed(tensor, mode);
    const wide = shared === null ? null : widened(shared, one, ratio);
    const stage = wide ?? ownStage([one], mode);
    return stage === null ? [] : [[tensor.name, { placed: one, stage, isOwn: true }]];
  });
  return { shared, blocks: new Map(staged), finals: new Map(outside) };
}

function hasValues({ pre, post }: PlacedTensor): boolean {
  return pre.ascending.length + post.ascending.length > 0;
}

/** The fullest bin of all panels, as a share of the dims of its tensor. */
export function highestShareOf(staged: Iterable<StagedTensor>): number {
  let highest = 0;
  for (const { placed: one, stage } of staged) {
    for (const { ascending } of [one.pre, one.post]) {
      const { counts } = histogram(ascending, edgesOf(stage));
      const dims = one.tensor.pre.values.length;
      for (const count of counts) highest = Math.max(highest, count / dims);
    }
  }
  return highest;
}
