import { answersOf } from "../../analysis/track/answers.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import { settlingCaption, settlingTitle } from "../../words/run/settlingFigure.js";
import type { FigureKind } from "../kind.js";
import { type Grid, pictureOf } from "../overview/frame.js";
import { NARROW_PX } from "../panel/frame.js";
import { typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { logGrid, logPx } from "../run/logGrid.js";
import { settlingColumns, settlingLabelsPx, settlingPanel, TOP_PX } from "../run/settlingPanel.js";
import { FOOT_PX, HEAD_PX, LABELLED_GAP_PX, rowHeight, sheetOf, widest } from "../run/sheet.js";
import { withFewerNorms } from "../run/shownNorms.js";
import { drawnLog, stripLabelsPx } from "../run/strips.js";

/** When every norm had gone 50, 90 and 99 % of its way for good, beside what the learning rate alone would do. */
export const settling = {
  name: "settling",
  shows:
    "by which step each norm had made 50, 90 and 99 % of its move, beside what the learning rate alone gives",
  of: "run",
  heading: "Settling",
  build,
} as const satisfies FigureKind<"run">;

const ROW_PX = 15;
/** Names of norms at the left of every column leave narrower panels no room. */
const LEAST_PANEL_PX = 110;

function build(run: TrackedRun, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  // Norms settle late, and a logarithm has no room there.
  const look = { run, palette, theme: options.theme, isLinear: true } as const;
  const answers = answersOf(run);
  const wordsSaying = (fewer: readonly string[]) => ({
    title: typeset(settlingTitle(run, answers)),
    caption: typeset(settlingCaption(run, answers, fewer)),
    options,
  });
  const { rates } = drawnLog(run);
  // A slide keeps its height for the rows.
  const log = { losses: [], heldOut: [], rates: options.height === null ? rates : [] };
  const leftPx = Math.max(settlingLabelsPx(run), stripLabelsPx(log));
  const most = Math.min(settlingColumns(run).length, options.width < NARROW_PX ? 2 : 3);
  const sheet = widest(most, LEAST_PANEL_PX, (columns) =>
    sheetOf(wordsSaying([]), { columns, leftPx, rightPx: 4 }),
  );
  const { columns } = sheet;
  // A slide has one row of them.
  const { shown: kept, fewer } = withFewerNorms(
    run,
    options.height === null ? Number.POSITIVE_INFINITY : columns + 1,
  );
  const words = wordsSaying(fewer);
  const shown = settlingColumns(kept);
  const strips = logGrid(log, sheet, look, columns);
  const rows = Math.max(1, Math.ceil(shown.length / columns));
  const mostRows = Math.max(1, ...shown.map(({ tensors }) => tensors.length));
  const otherPx = HEAD_PX + (rows - 1) * LABELLED_GAP_PX + FOOT_PX + logPx(strips);
  const size = { width: sheet.panelPx, height: rowHeight(words, rows, TOP_PX + mostRows * ROW_PX, otherPx) };
  const main: Grid = {
    name: "norms",
    panels: shown.map((column) => settlingPanel(column, mostRows, size, look)),
    columns,
    spacing: { row: LABELLED_GAP_PX, column: sheet.columnGapPx },
    topPx: HEAD_PX,
    bottomPx: FOOT_PX,
  };
  return pictureOf(words, strips === null ? [main] : [strips, main], sheet.leftPx, palette);
}
