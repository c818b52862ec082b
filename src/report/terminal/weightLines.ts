import type { WeightGroup } from "../../model/weights.js";
import { quantileOf } from "../../stats/binnedQuantiles.js";

/** Histograms of very many weights in the few cells of a line. */

/** Cells of the histogram in a row of the table. */
const CELLS = 15;

/** From the 0.1 % to the 99.9 % quantile of the groups together; where one is not known, from the first or to the last edge. */
export function bulkOf(groups: readonly WeightGroup[]): readonly [from: number, to: number] {
  const ends = groups.flatMap(({ histogram, summary: { quantiles } }) =>
    histogram === null
      ? []
      : [
          [
            quantileOf(quantiles, 0.001) ?? histogram.edges[0],
            quantileOf(quantiles, 0.999) ?? histogram.edges.at(-1),
          ],
        ],
  );
  return [Math.min(...ends.map(([from]) => from as number)), Math.max(...ends.map(([, to]) => to as number))];
}

/** The counts of a histogram in the cells of a line; null where there is none. */
export function cellsOf(
  { histogram }: WeightGroup,
  [from, to]: readonly [from: number, to: number],
): Uint32Array | null {
  if (histogram === null) return null;
  const { edges, counts } = histogram;
  const cells = new Uint32Array(CELLS);
  for (const [bin, count] of counts.entries()) {
    const middle = ((edges[bin] as number) + (edges[bin + 1] as number)) / 2;
    const cell = to > from ? Math.floor(((middle - from) / (to - from)) * CELLS) : 0;
    if (cell >= 0 && cell < CELLS) cells[cell] = (cells[cell] as number) + count;
  }
  return cells;
}
