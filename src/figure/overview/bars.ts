import { histogram } from "../../stats/histogram.js";
import { datum, type Layer } from "../panel/layers.js";
import type { Placed } from "./scale.js";
import { edgesOf, type Stage } from "./window.js";

/** Histograms as rows of data: a list of rows is drawn as an area, and again as an outline where another side needs it. */

export interface Bar {
  readonly x: number;
  readonly count: number;
  readonly fill: string;
}

export interface Bars {
  readonly rows: readonly Bar[];
  readonly edges: Float64Array;
  readonly counts: Uint32Array;
  readonly highest: number;
}

/** `direction`: -1 for bars that hang from their base line. */
export function barsOf({ ascending }: Placed, stage: Stage, fill: string, direction: 1 | -1): Bars {
  const edges = edgesOf(stage);
  const { counts } = histogram(ascending, edges);
  // Adding 0 turns -0 into 0.
  const rows = Array.from(counts, (count, bin) => ({
    x: tidy(edges[bin] as number),
    count: direction * count + 0,
    fill,
  }));
  const last = rows.at(-1);
  if (last !== undefined) rows.push({ ...last, x: tidy(edges.at(-1) as number) });
  return { rows: ascending.length === 0 ? [] : rows, edges, counts, highest: Math.max(0, ...counts) };
}

/** Without the errors of multiples: 0.30000000000000004 is 0.3. */
function tidy(edge: number): number {
  return Number(edge.toPrecision(12));
}

/** One `area` with steps: a single path has no seams between bins at any zoom. */
export function areaLayer(rows: readonly Bar[]): Layer {
  return {
    mark: { type: "area", interpolate: "step-after", fill: datum("fill"), opacity: 1 },
    y: "count",
    values: rows,
  };
}

export function outlineLayer(rows: readonly Bar[]): Layer {
  return {
    mark: {
      type: "line",
      interpolate: "step-after",
      stroke: datum("fill"),
      strokeWidth: 0.7,
      strokeJoin: "miter",
    },
    y: "count",
    values: rows,
  };
}
