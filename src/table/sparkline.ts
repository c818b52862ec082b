import type { Distribution, Histogram } from "../model/numbers.js";
import { equalEdges, histogram } from "../stats/histogram.js";
import { sampleOf } from "../stats/sample.js";

/** Histograms and courses in one line of text. */

const LEVELS = { unicode: " ▁▂▃▄▅▆▇█", ascii: " .:-=+*#@" };

/** A distribution's histogram, over the same window in as many bins as there are cells; null where the distribution has no histogram. */
export function recount(distribution: Distribution, cellCount: number): Histogram | null {
  const edges = distribution.histogram?.edges;
  if (edges === undefined) return null;
  const coarse = equalEdges(edges[0] as number, edges.at(-1) as number, cellCount);
  return coarse === null ? null : histogram(sampleOf(distribution.values).ascending, coarse);
}

/** A character a count, the higher the larger; what is not zero can be seen. */
export function bars(counts: Uint32Array, highest: number, ascii: boolean): string {
  const levels = [...(ascii ? LEVELS.ascii : LEVELS.unicode)];
  const levelOf = (count: number) => (count === 0 ? 0 : Math.ceil((count / highest) * (levels.length - 1)));
  return [...counts].map((count) => levels[levelOf(count)]).join("");
}

/** A character a value, the higher the larger, from the least to the greatest of them; a gap where there is none. Equal values are all lowest. */
export function course(values: readonly (number | null)[], ascii: boolean): string {
  const [blank = " ", ...levels] = [...(ascii ? LEVELS.ascii : LEVELS.unicode)];
  const known = values.filter((value) => value !== null);
  const least = Math.min(...known);
  const reach = Math.max(...known) - least;
  const levelOf = (value: number) =>
    reach > 0 ? Math.min(levels.length - 1, Math.floor(((value - least) / reach) * levels.length)) : 0;
  return values.map((value) => (value === null ? blank : levels[levelOf(value)])).join("");
}

/** At most so many values: each the mean of neighbours, alike in number as far as can be; null where none of them is known. */
export function condensed(values: readonly (number | null)[], most: number): (number | null)[] {
  const cells = Math.min(most, values.length);
  return Array.from({ length: cells }, (_, cell) => {
    const [start, end] = [cell, cell + 1].map((edge) => Math.floor((edge * values.length) / cells));
    const known = values.slice(start, end).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value / known.length, 0);
  });
}
