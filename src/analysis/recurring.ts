import type { TensorComparison } from "../model/comparison.js";

/** A dimension that is an outlier in at least one tensor, each side judged by its own median and mad. */
export interface Recurring {
  readonly dim: number;
  /** In how many tensors, on either side. */
  readonly pre: number;
  readonly post: number;
}

/** Those of the most tensors first. */
export function recurringOutliers(tensors: readonly TensorComparison[]): Recurring[] {
  const counts = new Map<number, { pre: number; post: number }>();
  for (const tensor of tensors) {
    for (const side of ["pre", "post"] as const) {
      for (const dim of tensor[side].summary.outlierDims ?? []) {
        const count = counts.get(dim) ?? { pre: 0, post: 0 };
        count[side]++;
        counts.set(dim, count);
      }
    }
  }
  return [...counts]
    .map(([dim, count]) => ({ dim, ...count }))
    .sort((a, b) => b.pre + b.post - (a.pre + a.post) || a.dim - b.dim);
}
