import { isDeepStrictEqual } from "node:util";
import { type Drawing, originOf } from "../figure/panel/drawing.js";
import type { Panel } from "../figure/panel/panel.js";
import type { VegaLiteSpec } from "../model/figure.js";
import { type AlikePanels, alikePanels } from "./alike.js";
import { readBuiltPanels } from "./builtPanels.js";
import { CORNERS_IN_SVG, frameAround } from "./frame.js";
import { drawPanels, type Place } from "./panels.js";
import { keyOf, type PreparedPanels, preparePanels } from "./prepared.js";
import type { Bounds } from "./scene.js";
import { viewOf } from "./vega.js";

/**
 * A figure of many panels, drawn panel by panel and nested in its frame: the same SVG as Vega makes of the whole, but
 * what is prepared for one panel serves all of the same template, which takes a fraction of the time.
 */

/** The frame is drawn by itself too, so that it pays only where so many panels need no preparation of their own. */
const LEAST_REPEATED = 2;

/**
 * Null for a specification that is not a figure's, or was changed since, and where drawing the whole is as fast: what is
 * drawn again and again is worth its preparation.
 */
export async function drawNested(spec: VegaLiteSpec, isDrawnAgain = false): Promise<string | null> {
  const origin = originOf(spec);
  if (origin === null || !isDeepStrictEqual(origin.spec, spec)) return null;
  const { drawing } = origin;
  const groups = alikePanels(drawing.panels);
  const key = keyOf(drawing, groups);
  const ready = prepared.get(key) ?? readBuiltPanels(key);
  const isWorthIt = isDrawnAgain || drawing.panels.length - groups.length >= LEAST_REPEATED;
  if (ready === null && !isWorthIt) return null;
  return nest(drawing, groups, ready ?? (await prepareOnce(key, drawing, groups)));
}

/** What has been prepared so far: a page draws the same figures again and again. */
const prepared = new Map<string, PreparedPanels>();
/** Far more than there are kinds of figures and themes. */
const MOST_PREPARED = 100;

async function prepareOnce(
  key: string,
  drawing: Drawing,
  groups: readonly AlikePanels[],
): Promise<PreparedPanels> {
  const panels = await preparePanels(drawing, groups);
  if (prepared.size < MOST_PREPARED) prepared.set(key, panels);
  return panels;
}

/** How many sets of panels have been prepared here: what costs most of a drawing's time. */
export function preparedSoFar(): number {
  return prepared.size;
}

async function nest(
  drawing: Drawing,
  groups: readonly AlikePanels[],
  prepared: PreparedPanels,
): Promise<string> {
  const drawn = drawPanels(prepared, drawing, groups, placesOf(drawing));
  const bounds = drawn.map((panel) => panel.bounds).reduce(union);
  const view = viewOf(frameAround(bounds, drawing, prepared));
  try {
    const frame = await view.toSVG();
    return frame.replace(CORNERS_IN_SVG, () => drawn.map(({ markup }) => markup).join(""));
  } finally {
    view.finalize();
  }
}

/** Where Vega puts panels: in columns and rows as wide and as high as their largest. */
function placesOf({ panels, columns, spacing }: Drawing): readonly Place[] {
  const rowOf = (i: number) => Math.floor(i / columns);
  const xs = starts(
    Array.from({ length: columns }, (_, column) => panels.filter((_, i) => i % columns === column)),
    ({ width }) => width,
    spacing.column,
  );
  const ys = starts(
    Array.from({ length: rowOf(panels.length - 1) + 1 }, (_, row) =>
      panels.filter((_, i) => rowOf(i) === row),
    ),
    ({ height }) => height,
    spacing.row,
  );
  return panels.map((_, i) => ({ x: xs[i % columns] as number, y: ys[rowOf(i)] as number }));
}

/** Where columns, or rows, begin: each is as large as its largest panel. */
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
