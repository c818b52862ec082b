import type { TensorComparison } from "../model/comparison.js";

/** So many of the items, those with the largest measure, in their own order. */
export function foremost<Item>(
  items: readonly Item[],
  count: number,
  measure: (item: Item) => number,
): readonly Item[] {
  const chosen = new Set(items.toSorted((a, b) => measure(b) - measure(a)).slice(0, count));
  return items.filter((item) => chosen.has(item));
}

/** So many of the tensors, those that changed most by relative L2, in their order. */
export function mostChanged(
  tensors: readonly TensorComparison[],
  count: number,
): readonly TensorComparison[] {
  return foremost(tensors, count, ({ change: { identical, relativeL2 } }) =>
    identical ? -1 : (relativeL2 ?? Number.POSITIVE_INFINITY),
  );
}
