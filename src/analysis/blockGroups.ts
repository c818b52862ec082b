import type { TensorComparison } from "../model/comparison.js";
import { comparedBlocks, frozenBlocks } from "./blocks.js";

/**
 * The blocks compared, ascending: each by itself, but for those next to each other of which every tensor is identical. Many of
 * them say together what one says.
 */
export function blockGroups(tensors: readonly Pick<TensorComparison, "id" | "change">[]): number[][] {
  const frozen = new Set(frozenBlocks(tensors));
  const groups: number[][] = [];
  for (const block of comparedBlocks(tensors).toSorted((a, b) => a - b)) {
    const last = groups.at(-1);
    if (frozen.has(block) && frozen.has(block - 1) && last?.at(-1) === block - 1) last.push(block);
    else groups.push([block]);
  }
  return groups;
}

/** So many blocks, those with the largest change of a tensor (relative L2). */
export function mostChangedBlocks(
  tensors: readonly Pick<TensorComparison, "id" | "change">[],
  count: number,
): ReadonlySet<number> {
  const most = new Map<number, number>();
  for (const { id, change } of tensors) {
    if (id.block === null) continue;
    const extent = change.identical ? -1 : (change.relativeL2 ?? Number.POSITIVE_INFINITY);
    most.set(id.block, Math.max(most.get(id.block) ?? -1, extent));
  }
  const ranked = [...most].toSorted(([, a], [, b]) => (a === b ? 0 : b - a));
  return new Set(ranked.slice(0, count).map(([block]) => block));
}
