import type { TensorComparison } from "../model/comparison.js";

/** The blocks of which something was compared, in the order of the tensors. */
export function comparedBlocks(tensors: readonly Pick<TensorComparison, "id">[]): number[] {
  return [...new Set(tensors.flatMap(({ id }) => (id.block === null ? [] : [id.block])))];
}

/** Of these the ones of which every tensor compared is the same in both. */
export function frozenBlocks(tensors: readonly Pick<TensorComparison, "id" | "change">[]): number[] {
  const changed = new Set(tensors.filter(({ change }) => !change.identical).map(({ id }) => id.block));
  return comparedBlocks(tensors).filter((block) => !changed.has(block));
}
