import type { TensorComparison } from "../model/comparison.js";
import { iqrUnit } from "./changeUnit.js";

/** How far each dimension moved in each tensor, in interquartile ranges, so that tensors can be held against each other. */

export interface TensorChanges {
  readonly tensor: TensorComparison;
  /** [width]; NaN where a side is not finite, or there is no range to measure by. Null where all are. */
  readonly iqrs: Float64Array | null;
}

export function dimChanges(tensor: TensorComparison): TensorChanges {
  const unit = iqrUnit(tensor);
  const { pre, post, change } = tensor;
  if (change.identical)
    return { tensor, iqrs: pre.values.map((value) => (Number.isFinite(value) ? 0 : Number.NaN)) };
  if (unit === null) return { tensor, iqrs: null };
  const iqrs = pre.values.map((value, dim) => {
    const moved = ((post.values[dim] as number) - value) / unit;
    return Number.isFinite(moved) ? moved : Number.NaN;
  });
  return { tensor, iqrs: iqrs.some(Number.isFinite) ? iqrs : null };
}

/** A dimension, and where it moved farthest. */
export interface FarthestMove {
  readonly dim: number;
  readonly tensor: TensorComparison;
  /** Signed, in interquartile ranges. */
  readonly iqrs: number;
}

/** The dimensions that moved farthest in any of the tensors, which are of the same dimensions; none that stayed. */
export function farthestMoves(changes: readonly TensorChanges[], count: number): FarthestMove[] {
  const farthest: FarthestMove[] = [];
  for (const { tensor, iqrs } of changes) {
    iqrs?.forEach((moved, dim) => {
      if (Math.abs(moved) > Math.abs(farthest[dim]?.iqrs ?? 0)) farthest[dim] = { dim, tensor, iqrs: moved };
    });
  }
  return farthest
    .filter((move) => move !== undefined)
    .toSorted((a, b) => Math.abs(b.iqrs) - Math.abs(a.iqrs) || a.dim - b.dim)
    .slice(0, count);
}

/** A dimension with its mean change over the tensors in which anything changed. */
export interface MeanMove {
  readonly dim: number;
  readonly mean: number;
}

/** From the dimension that fell most to the one that rose most. */
export function byMeanMove(changes: readonly TensorChanges[], width: number): MeanMove[] {
  const changed = changes.flatMap(({ tensor, iqrs }) =>
    tensor.change.identical || iqrs === null ? [] : [iqrs],
  );
  return Array.from({ length: width }, (_, dim) => {
    const finite = changed.map((iqrs) => iqrs[dim] as number).filter(Number.isFinite);
    const sum = finite.reduce((total, moved) => total + moved, 0);
    return { dim, mean: finite.length === 0 ? 0 : sum / finite.length };
  }).sort((a, b) => a.mean - b.mean || a.dim - b.dim);
}
