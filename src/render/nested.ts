import type { VegaLiteSpec } from "../model/figure.js";
import { CORNERS_IN_SVG, frameAround } from "./frame.js";
import { drawPanels, type Place } from "./panels.js";
import { isCompiled, prepare } from "./prepared.js";
import type { Bounds } from "./scene.js";
import { type FlushConcat, isFlushConcat, type Kind, kindsOf, type Panel } from "./structure.js";
import { viewOf } from "./vega.js";

/**
 * A figure of many panels, drawn panel by panel and nested in its frame: the same SVG as Vega makes of the whole, but
 * what is prepared for one panel serves all that are like it, which takes a fraction of the time.
 */

/** Null where a figure is none whose panels can be drawn by themselves, or where nothing would be gained. */
export async function drawNested(spec: VegaLiteSpec): Promise<string | null> {
  if (!isFlushConcat(spec)) return null;
  const kinds = kindsOf(spec.concat);
  const repeated = spec.concat.length - kinds.length;
  return repeated >= LEAST_REPEATED || isCompiled(spec, kinds) ? nest(spec, kinds) : null;
}

/** The frame is drawn by itself too. */
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
  const rowOf = (i: number) => Math.floor(i / columns);
  const xs = starts(
    Array.from({ length: columns }, (_, column) => concat.filter((_, i) => i % columns === column)),
    ({ width }) => width,
    spacing.column,
  );
  const ys = starts(
    Array.from({ length: rowOf(concat.length - 1) + 1 }, (_, row) =>
      concat.filter((_, i) => rowOf(i) === row),
    ),
    ({ height }) => height,
    spacing.row,
  );
  return concat.map((_, i) => ({ x: xs[i % columns] as number, y: ys[rowOf(i)] as number }));
}

/** Where columns, or rows, begin, each of which is as large as its largest panel. */
function starts(
  lines: readonly (readonly Panel[])[],
  sizeOf: (panel: Panel) => number,
  gap: number,
): number[] {
  let end = -gap;
  return lines.map((panels) => {
    const start = end + gap;
    end = start + Math.ceil(Math.max(...panels.map(sizeOf)));
    return start;
  });
}

function union(a: Bounds, b: Bounds): Bounds {
  return {
    x1: Math.min(a.x1, b.x1),
    y1: Math.min(a.y1, b.y1),
    x2: Math.max(a.x2, b.x2),
    y2: Math.max(a.y2, b.y2),
  };
}
