import type { Distribution, Histogram } from "../model/numbers.js";
import { equalEdges, histogram } from "../stats/histogram.js";
import { sampleOf } from "../stats/sample.js";

/** Histograms in one line of text. */

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
