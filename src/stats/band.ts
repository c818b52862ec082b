import type { Band } from "../model/runs.js";
import { quantile } from "./quantiles.js";

/** The least, the middle (as numpy.median) and the greatest of the values that are defined; null where none is. */
export function bandOf(values: readonly (number | null)[]): Band | null {
  const known = Float64Array.from(values.filter((value) => value !== null)).sort();
  const [min, max] = [known[0], known.at(-1)];
  return min === undefined || max === undefined ? null : { min, median: quantile(known, 0.5), max };
}
