import type { TensorSubject } from "./rule.js";

/**
 * A bulk narrower than this share of its median is judged as if it were so wide: the gains of a young model lie within a
 * few per cent of 1, where a change that no forward pass notices is many interquartile ranges.
 */
const NARROWEST_SHARE = 0.1;

/** The interquartile range of the baseline's bulk, or that least width; null where there is none. */
export function bulkWidth({ baseline }: Pick<TensorSubject, "baseline">): number | null {
  const { iqr = null, median = null } = baseline?.summary ?? {};
  if (iqr === null || median === null) return null;
  const width = Math.max(iqr, NARROWEST_SHARE * Math.abs(median));
  return width > 0 ? width : null;
}
