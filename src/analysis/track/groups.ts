import type { TrackedTensor } from "../../model/run.js";
import { groupBy } from "../diagnosis/ranges.js";

/** A norm of neighbouring blocks, or one outside of the blocks: a row of what is shown of a run. */
export interface NormGroup {
  readonly norm: string;
  readonly parameter: TrackedTensor["id"]["parameter"];
  /** Ascending; empty outside of the blocks. */
  readonly blocks: readonly number[];
  readonly tensors: readonly TrackedTensor[];
}

/** Early, middle and late blocks, as nearly alike in number as can be. */
const MOST_GROUPS = 3;

/** By parameter and norm, in order of the forward pass. */
export function normGroups(tensors: readonly TrackedTensor[]): readonly NormGroup[] {
  const all = [...new Set(tensors.flatMap(({ id }) => (id.block === null ? [] : [id.block])))].sort(
    (a, b) => a - b,
  );
  const count = Math.min(MOST_GROUPS, all.length);
  const partOf = new Map(all.map((block, i) => [block, Math.floor((i * count) / all.length)]));
  const byNorm = groupBy(tensors, ({ id }) => `${id.parameter} ${id.norm}`).toSorted(
    (a, b) => rankOf(a) - rankOf(b),
  );
  return byNorm.flatMap((ofNorm) =>
    groupBy(ofNorm, ({ id }) => String(id.block === null ? null : partOf.get(id.block))).map((group) => ({
      norm: (group[0] as TrackedTensor).id.norm,
      parameter: (group[0] as TrackedTensor).id.parameter,
      blocks: group.flatMap(({ id }) => (id.block === null ? [] : [id.block])),
      tensors: group,
    })),
  );
}

/** Gains first. */
function rankOf([first]: readonly TrackedTensor[]): number {
  return first?.id.parameter === "bias" ? 1 : 0;
}
