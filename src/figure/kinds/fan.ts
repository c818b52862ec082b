import { tellingGains } from "../../analysis/track/telling.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import { distributionsTitle, fanCaption } from "../../words/run/distributions.js";
import type { FigureKind } from "../kind.js";
import { pictureOf } from "../overview/frame.js";
import { NARROW_PX } from "../panel/frame.js";
import { typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { fanLeftPx, fanPanel } from "../run/fanPanel.js";
import { FOOT_PX, HEAD_PX, LABELLED_GAP_PX, rowHeight, sheetOf } from "../run/sheet.js";

/** Quantiles of a few tensors over the steps of a run: for any number of checkpoints. */
export const fan = {
  name: "fan",
  shows: "quantiles of the most telling gains over the steps of a run",
  of: "run",
  heading: "Quantiles",
  build,
} as const satisfies FigureKind<"run">;

const HEIGHT_PX = 130;
const MOST_TENSORS = 4;

function build(run: TrackedRun, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const look = { run, palette, theme: options.theme };
  const shown = tellingGains(run, MOST_TENSORS);
  const words = {
    title: typeset(distributionsTitle(shown, run)),
    caption: typeset(fanCaption(shown, run)),
    options,
  };
  const columns = Math.max(1, Math.min(shown.length, options.width < NARROW_PX ? 2 : 4));
  const sheet = sheetOf(words, { columns, leftPx: fanLeftPx(shown), rightPx: 4 });
  const rows = Math.max(1, Math.ceil(shown.length / columns));
  const otherPx = HEAD_PX + (rows - 1) * LABELLED_GAP_PX + FOOT_PX;
  const size = { width: sheet.panelPx, height: rowHeight(words, rows, HEIGHT_PX, otherPx) };
  const grid = {
    name: "tensors",
    panels: shown.map((tensor) => fanPanel(tensor, size, look)),
    columns,
    spacing: { row: LABELLED_GAP_PX, column: sheet.columnGapPx },
    topPx: HEAD_PX,
    bottomPx: FOOT_PX,
  };
  return pictureOf(words, [grid], sheet.leftPx, palette);
}
