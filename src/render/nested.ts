import type { VegaLiteSpec } from "../model.js";
import { CORNERS_IN_SVG, frameAround } from "./frame.js";
import { drawPanels, type Place } from "./panels.js";
import { prepare } from "./prepared.js";
import type { Bounds } from "./scene.js";
import { type FlushConcat, isFlushConcat, type Kind, kindsOf } from "./structure.js";
import { viewOf } from "./vega.js";

/**
 * A figure of many panels, drawn panel by panel and nested in its frame: the same SVG as Vega makes of the whole, but
 * what is prepared for one panel serves all that are like it, which takes a fraction of the time.
 */

/** Null where a figure is none whose panels can be drawn by themselves, or where nothing would be gained. */
export async function drawNested(spec: VegaLiteSpec): Promise<string | null> {
  if (!isFlushConcat(spec)) return null;
  const kinds = kindsOf(spec.concat);
  if (spec.concat.length - kinds.length < LEAST_REPEATED) return null;
  return nest(spec, kinds);
}

/** The frame is drawn as a panel too. */
const LEAST_REPEATED = 2;

async function nest(spec: FlushConcat, kinds: readonly Kind[]): Promise<string> {
  const compiled = await prepare(spec, kinds);
  const drawn = drawPanels(compiled, spec, kinds, placesOf(spec));
  const view = viewOf(frameAround(drawn.map(({ bounds }) => bounds).reduce(union), spec, compiled));
  try {
    const frame = await view.toSVG();
    return frame.replace(CORNERS_IN_SVG, () => drawn.map(({ markup }) => markup).join(""));
  } finally {
    view.finalize();
  }
}

/** Panels stand where Vega puts them: in columns and rows as wide and as high as their largest. */
function placesOf({ concat, columns, spacing }: FlushConcat): readonly Place[] {
  const inColumn = (column: number) => concat.filter((_, i) => i % columns === column);
  const inRow = (row: number) => concat.slice(row * columns, (row + 1) * columns);
  const x = (column: number): number =>
    column === 0
      ? 0
      : x(column - 1) + largest(inColumn(column - 1).map(({ width }) => width)) + spacing.column;
  const y = (row: number): number =>
    row === 0 ? 0 : y(row - 1) + largest(inRow(row - 1).map(({ height }) => height)) + spacing.row;
  return concat.map((_, i) => ({ x: x(i % columns), y: y(Math.floor(i / columns)) }));
}

function largest(sizes: readonly number[]): number {
  return Math.ceil(Math.max(...sizes));
}

function union(a: Bounds, b: Bounds): Bounds {
  return {
    x1: Math.min(a.x1, b.x1),
    y1: Math.min(a.y1, b.y1),
    x2: Math.max(a.x2, b.x2),
    y2: Math.max(a.y2, b.y2),
  };
}
