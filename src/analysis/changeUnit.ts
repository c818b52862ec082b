import type { TensorComparison } from "../model/comparison.js";

/** In which unit changes of different tensors can be held against each other. */

type Sides = Pick<TensorComparison, "pre" | "post">;

/** The interquartile range of pre, or that of post where pre has none, as before any training; null where neither has one. */
export function iqrUnit({ pre, post }: Sides): number | null {
  return pre.summary.iqr || post.summary.iqr || null;
}

/** The magnitude of the median of pre; null where the bulk lies about zero, so that a fraction of it says nothing. */
export function medianUnit({ pre }: Sides): number | null {
  const { median, iqr } = pre.summary;
  return median === null || median === 0 || iqr === null || Math.abs(median) < iqr ? null : Math.abs(median);
}
