import type { TensorComparison } from "../../model/comparison.js";
import type { Side } from "../../model/numbers.js";
import { equalEdges, histogram } from "../../stats/histogram.js";
import { distancesFrom } from "../../stats/quantiles.js";
import { sampleOf } from "../../stats/sample.js";
import { bars, recount } from "../../table/sparkline.js";

/** Histograms of compared tensors in lines of text, for columns of a table. */

/** Two lines a tensor, pre and post, on one scale; both ends show how many values are outside of the window. */
export function histogramLines(
  tensors: readonly TensorComparison[],
  cellCount: number,
  ascii: boolean,
): Readonly<Record<Side, readonly string[]>> {
  return {
    pre: linesOf(tensors, "pre", cellCount, ascii),
    post: linesOf(tensors, "post", cellCount, ascii),
  };
}

function linesOf(
  tensors: readonly TensorComparison[],
  side: Side,
  cellCount: number,
  ascii: boolean,
): readonly string[] {
  const ends = tensors
    .map((tensor) => tensor[side].histogram)
    .map((shown) => ({
      below: shown?.below ? String(shown.below) : "",
      above: shown?.above ? String(shown.above) : "",
    }));
  const left = Math.max(...ends.map(({ below }) => below.length));
  const right = Math.max(...ends.map(({ above }) => above.length));
  return tensors.map((tensor, row) => {
    const { below = "", above = "" } = ends[row] ?? {};
    const counted = { pre: recount(tensor.pre, cellCount), post: recount(tensor.post, cellCount) };
    const own = counted[side];
    if (own === null) return " ".repeat(left) + (tensor[side].summary.n === 0 ? "no values" : "too wide");
    const highest = Math.max(...(counted.pre?.counts ?? []), ...(counted.post?.counts ?? []));
    return below.padStart(left) + bars(own.counts, highest, ascii) + above.padEnd(right);
  });
}

/** Cells to each side of zero in the histogram of the change. */
const DELTA_CELLS = 6;

/** How the dims moved: down to the left of the bar, up to the right. The farthest move sets the scale, without 1 % of them. */
export function changeLine(tensor: TensorComparison, ascii: boolean): string {
  const bar = ascii ? "|" : "│";
  const deltas = tensor.pre.values.map((value, dim) => (tensor.post.values[dim] as number) - value);
  const { ascending } = sampleOf(deltas);
  const reach = distancesFrom(ascending, 0)[Math.floor(ascending.length * 0.99)] ?? 0;
  const edges = reach > 0 ? equalEdges(-reach, reach, 2 * DELTA_CELLS) : null;
  const blank = " ".repeat(DELTA_CELLS);
  if (tensor.change.identical || edges === null) return blank + bar + blank;
  const { counts } = histogram(ascending, edges);
  const line = bars(counts, Math.max(...counts), ascii);
  return line.slice(0, DELTA_CELLS) + bar + line.slice(DELTA_CELLS);
}
