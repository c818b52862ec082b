import { answersOf } from "../../analysis/track/answers.js";
import { outlierGains } from "../../analysis/track/emergence.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import { COUNT_HEADING, emergenceCaption, emergenceTitle, ROWS_HEADING } from "../../words/run/emergence.js";
import type { FigureKind } from "../kind.js";
import { type Grid, pictureOf, SECTION_GAP_PX } from "../overview/frame.js";
import { yLabelsPx } from "../panel/axis.js";
import { MARGIN_PX } from "../panel/frame.js";
import { mostRoom } from "../panel/page.js";
import { HEAD_FONT } from "../panel/panels.js";
import { textWidth, typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { countPanel, mostAtOnce } from "../run/outlierCounts.js";
import { outlierRows, rowLabelsPx, rowNumbersPx } from "../run/outlierRows.js";
import { FOOT_PX, HEAD_PX, sheetOf } from "../run/sheet.js";

/** Which gains became outliers, when, and whether they stay. */
export const emergence = {
  name: "emergence",
  shows: "which gains became outliers in the course of a run, and which of them stay",
  of: "run",
  heading: "Outliers",
  build,
} as const satisfies FigureKind<"run">;

const COUNT_PX = 56;
const ROW_PX = 13;
/** More rows than these nobody reads. */
const MOST_ROWS = 24;
const LEAST_ROWS = 3;

function build(run: TrackedRun, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const look = { run, palette, theme: options.theme };
  const gains = outlierGains(run);
  const title = typeset(emergenceTitle(run, answersOf(run)));
  const draft = { title, caption: typeset(emergenceCaption(run, 0, gains.length)), options };
  const otherPx = HEAD_PX + COUNT_PX + SECTION_GAP_PX + 4 + HEAD_PX + FOOT_PX;
  const room = mostRoom(draft);
  const fitting = room === null ? MOST_ROWS : Math.max(LEAST_ROWS, Math.floor((room - otherPx) / ROW_PX));
  const shown = gains.slice(0, Math.min(MOST_ROWS, fitting));
  const words = { ...draft, caption: typeset(emergenceCaption(run, shown.length, gains.length)) };
  const leftPx = Math.max(yLabelsPx(0, mostAtOnce(gains)), rowLabelsPx(shown));
  const sheet = sheetOf(words, { columns: 1, leftPx, rightPx: rowNumbersPx(shown) });
  // Long names of gains leave a panel that is narrower than its heading: that begins above them.
  const isWide = [COUNT_HEADING, ROWS_HEADING].every((text) => textWidth(text, HEAD_FONT) <= sheet.headPx);
  const headX = isWide ? 0 : MARGIN_PX - sheet.leftPx;
  const grid = { columns: 1, spacing: { row: 0, column: 0 }, topPx: HEAD_PX };
  const isAlone = shown.length === 0;
  const counts: Grid = {
    ...grid,
    name: "counts",
    panels: [countPanel(gains, isAlone, headX, { width: sheet.panelPx, height: COUNT_PX }, look)],
    bottomPx: isAlone ? FOOT_PX : 4,
  };
  if (isAlone) return pictureOf(words, [counts], sheet.leftPx, palette);
  const rows: Grid = {
    ...grid,
    name: "gains",
    panels: [outlierRows(shown, headX, { width: sheet.panelPx, height: shown.length * ROW_PX }, look)],
    bottomPx: FOOT_PX,
  };
  return pictureOf(words, [counts, rows], sheet.leftPx, palette);
}
