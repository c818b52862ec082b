import type { TensorAtStep } from "../../model/run.js";

/** What is shown of a tensor at a step. */
export type Measure = (at: TensorAtStep) => number | null;

export function medianOf({ summary }: TensorAtStep): number | null {
  return summary.median;
}

export function quartilesOf({ summary: { q1, q3 } }: TensorAtStep): readonly [number, number] | null {
  return q1 === null || q3 === null ? null : [q1, q3];
}

/** The interquartile range in % of the median. */
export function spreadOf({ summary: { iqr, median } }: TensorAtStep): number | null {
  return iqr === null ? null : percentOf(iqr, median);
}

/** In % of the magnitude of another; null where that is 0, or too small for float64. */
export function percentOf(part: number, whole: number | null): number | null {
  if (whole === null || whole === 0) return null;
  const percent = (100 * part) / Math.abs(whole);
  return Number.isFinite(percent) ? percent : null;
}
