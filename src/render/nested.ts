import { isDeepStrictEqual } from "node:util";
import { type Drawing, originOf, panelsBySection, type Section } from "../figure/panel/drawing.js";
import type { Panel } from "../figure/panel/panel.js";
import type { VegaLiteSpec } from "../model/figure.js";
import { type AlikePanels, alikePanels } from "./alike.js";
import { readBuiltPanels } from "./builtPanels.js";
import { CORNERS_IN_SVG, frameAround } from "./frame.js";
import { type DrawnPanel, drawPanels, type Place } from "./panels.js";
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
  const bySection = panelsBySection(drawing);
  const places = bySection.flatMap(({ section, panels }) => placesOf(section, panels));
  const drawn = drawPanels(prepared, drawing, groups, places);
  const { markup, bounds } = stacked(
    bySection.map(({ first, panels }) => sectionOf(drawn.slice(first, first + panels.length))),
    drawing.sectionGapPx ?? 0,
  );
  const view = viewOf(frameAround(bounds, drawing, prepared));
  try {
    const frame = await view.toSVG();
    return frame.replace(CORNERS_IN_SVG, () => markup);
  } finally {
    view.finalize();
  }
}

function sectionOf(panels: readonly DrawnPanel[]): DrawnPanel {
  return {
    markup: panels.map(({ markup }) => markup).join(""),
    bounds: panels.map(({ bounds }) => bounds).reduce(union),
  };
}

/** Sections below each other, as Vega stacks groups by their full bounds; a single one is the picture itself. */
function stacked(sections: readonly DrawnPanel[], gap: number): DrawnPanel {
  const [only, ...others] = sections;
  if (only !== undefined && others.length === 0) return only;
  let y = 0;
  const placed = sections.map(({ markup, bounds }, i): DrawnPanel => {
    const above = sections[i - 1];
    if (above !== undefined) y += Math.ceil(above.bounds.y2) + gap + Math.max(0, Math.ceil(-bounds.y1));
    return {
      markup: `<g><g transform="translate(0,${y})"><g>${markup}</g></g></g>`,
      bounds: { ...bounds, y1: bounds.y1 + y, y2: bounds.y2 + y },
    };
  });
  return sectionOf(placed);
}

/** Where Vega puts the panels of a section: in columns and rows as wide and as high as their largest. */
function placesOf({ columns, spacing }: Section, panels: readonly Panel[]): readonly Place[] {
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
