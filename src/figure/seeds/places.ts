import { groupBy } from "../../analysis/diagnosis/ranges.js";
import type { TrackedAcrossRuns, TrackedRuns } from "../../model/runs.js";

/** A block, or a norm outside of the blocks: what has a panel. */
export interface Place {
  /** Null outside of the blocks. */
  readonly block: number | null;
  /** Gains, in order of the forward pass; one at least. */
  readonly tensors: readonly [TrackedAcrossRuns, ...TrackedAcrossRuns[]];
}

/** Blocks, ascending, then the norms outside of them. */
export function placesOf({ tensors }: TrackedRuns): { readonly blocks: Place[]; readonly others: Place[] } {
  const gains = tensors.filter(({ id }) => id.parameter === "gain");
  const groups = groupBy(gains, ({ id, name }) => (id.block === null ? name : String(id.block)));
  const places = groups.map((own) => ({
    block: own[0]?.id.block ?? null,
    tensors: own as [TrackedAcrossRuns, ...TrackedAcrossRuns[]],
  }));
  return {
    blocks: places.filter(({ block }) => block !== null).sort((a, b) => Number(a.block) - Number(b.block)),
    others: places.filter(({ block }) => block === null),
  };
}
