import { answersOf } from "../../analysis/track/answers.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import { driftCaption, driftTitle, hasWays } from "../../words/run/drift.js";
import { fewerNormsWords } from "../../words/run/figures.js";
import type { FigureKind } from "../kind.js";
import { type Grid, pictureOf, SECTION_GAP_PX } from "../overview/frame.js";
import { NARROW_PX } from "../panel/frame.js";
import { typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { driftPanel, driftPlots, driftPx } from "../run/driftPlots.js";
import { BARE_GAP_PX, FOOT_PX, HEAD_PX, normsThatFit, rowHeight, type Sheet, sheetOf } from "../run/sheet.js";
import { withFewerNorms } from "../run/shownNorms.js";
import { wayFootPx, wayLabelsPx, wayPanel } from "../run/wayPanel.js";

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
  const wordsSaying = (fewer: readonly string[]) => ({
    title: typeset(driftTitle(run, answersOf(run))),
    caption: typeset(driftCaption(run, isWayShown, fewer)),
    options,
  });
  const columns = 2;
  const { leftPx, rightPx } = driftPx(driftPlots(run));
  const labelsPx = Math.max(leftPx, isWayShown ? wayLabelsPx(look) : 0);
  const sheet = sheetOf(wordsSaying([]), { columns, leftPx: labelsPx, rightPx });
  const wayFoot = wayFootPx(look, wholePx(sheet));
  const aroundPx = HEAD_PX + FOOT_PX + (isWayShown ? SECTION_GAP_PX + HEAD_PX + WAY_PX + wayFoot : 0);
  const most = normsThatFit(wordsSaying(fewerNormsWords(1, 2)), 1, aroundPx);
  const { shown, fewer } = withFewerNorms(run, most);
  const words = wordsSaying(fewer);
  const plots = driftPlots(shown);
  const rows = Math.max(1, Math.ceil(plots.length / columns));
  const height = rowHeight(words, rows, HEIGHT_PX, aroundPx + (rows - 1) * BARE_GAP_PX);
  const size = { width: sheet.panelPx, height, headPx: sheet.headPx };
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
    bottomPx: wayFoot,
  };
  return pictureOf(words, isWayShown ? [main, way] : [main], sheet.leftPx, palette);
}

/** From the first column's left to the last one's right. */
function wholePx({ columns, panelPx, columnGapPx }: Sheet): number {
  return columns * panelPx + (columns - 1) * columnGapPx;
}
