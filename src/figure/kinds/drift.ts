import { answersOf } from "../../analysis/track/answers.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import { driftCaption, driftTitle, hasWays } from "../../words/run/drift.js";
import type { FigureKind } from "../kind.js";
import { type Grid, pictureOf, SECTION_GAP_PX } from "../overview/frame.js";
import { NARROW_PX } from "../panel/frame.js";
import { typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { driftPanel, driftPlots, driftPx } from "../run/driftPlots.js";
import { BARE_GAP_PX, FOOT_PX, HEAD_PX, rowHeight, type Sheet, sheetOf } from "../run/sheet.js";
import { wayPanel } from "../run/wayPanel.js";

/** How far every norm went, how far it still had to go, and how straight its way was. */
export const drift = {
  name: "drift",
  shows: "each norm's distance from the start and to the end of a run, and how much longer its way was",
  of: "run",
  heading: "Drift",
  build,
} as const satisfies FigureKind<"run">;

const HEIGHT_PX = 92;
const WAY_PX = 70;

function build(run: TrackedRun, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const look = { run, palette, theme: options.theme };
  // A slide has no room for it: its title says as much.
  const isWayShown = hasWays(run) && options.height === null;
  const words = {
    title: typeset(driftTitle(run, answersOf(run))),
    caption: typeset(driftCaption(run, isWayShown)),
    options,
  };
  const plots = driftPlots(run);
  const columns = 2;
  const sheet = sheetOf(words, { columns, ...driftPx(plots) });
  const rows = Math.max(1, Math.ceil(plots.length / columns));
  const wayPx = isWayShown ? SECTION_GAP_PX + HEAD_PX + WAY_PX + FOOT_PX : 0;
  const otherPx = HEAD_PX + (rows - 1) * BARE_GAP_PX + FOOT_PX + wayPx;
  const size = { width: sheet.panelPx, height: rowHeight(words, rows, HEIGHT_PX, otherPx) };
  const isShort = options.width < NARROW_PX;
  const panels = plots.map((plot, i) => driftPanel(plot, i >= plots.length - columns, isShort, size, look));
  const main: Grid = {
    name: "distances",
    panels,
    columns,
    spacing: { row: BARE_GAP_PX, column: sheet.columnGapPx },
    topPx: HEAD_PX,
    bottomPx: FOOT_PX,
  };
  const way: Grid = {
    name: "ways",
    panels: [wayPanel({ width: wholePx(sheet), height: WAY_PX }, look)],
    columns: 1,
    spacing: { row: 0, column: 0 },
    topPx: HEAD_PX,
    bottomPx: FOOT_PX,
  };
  return pictureOf(words, isWayShown ? [main, way] : [main], sheet.leftPx, palette);
}

/** From the first column's left to the last one's right. */
function wholePx({ columns, panelPx, columnGapPx }: Sheet): number {
  return columns * panelPx + (columns - 1) * columnGapPx;
}
