import { evenly } from "../../analysis/track/keeping.js";
import { tellingGains } from "../../analysis/track/telling.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import { distributionsTitle, ridgesCaption } from "../../words/run/distributions.js";
import { stepNumber } from "../../words/run/steps.js";
import type { FigureKind } from "../kind.js";
import { pictureOf } from "../overview/frame.js";
import { NARROW_PX } from "../panel/frame.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, paletteOf } from "../panel/theme.js";
import { shareBeyond } from "../run/ridgeRows.js";
import { ridgesPanel } from "../run/ridgesPanel.js";
import { FOOT_PX, HEAD_PX, LABELLED_GAP_PX, rowHeight, sheetOf } from "../run/sheet.js";

/** Densities of a few tensors, a row a step: of at most so many steps as can be told apart. */
export const ridges = {
  name: "ridges",
  shows: "densities of the most telling gains, a row a step of a run",
  of: "run",
  heading: "Densities",
  build,
} as const satisfies FigureKind<"run">;

const HEIGHT_PX = 330;
const MOST_TENSORS = 4;
/** Rows: more would lie over each other. Of more checkpoints some are drawn, and a fan shows them all. */
const MOST_ROWS = { page: 16, slide: 12 };
const LABEL_GAP_PX = 10;

function build(run: TrackedRun, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const look = { run, palette, theme: options.theme };
  const isNarrow = options.width < NARROW_PX;
  const shown = tellingGains(run, isNarrow ? MOST_TENSORS / 2 : MOST_TENSORS);
  const kept = shown[0]?.kept.map(({ step }) => step) ?? [];
  const steps = evenly(kept, options.height === null ? MOST_ROWS.page : MOST_ROWS.slide);
  const beyond = Math.max(0, ...shown.map((tensor) => shareBeyond(tensor, steps)));
  const words = {
    title: typeset(distributionsTitle(shown, run)),
    caption: typeset(ridgesCaption(shown, steps.length, beyond, run)),
    options,
  };
  const columns = Math.max(1, shown.length);
  const labels = steps.map((step) => textWidth(stepNumber(step), LABEL_FONT));
  const leftPx = Math.ceil(Math.max(0, ...labels)) + LABEL_GAP_PX;
  const sheet = sheetOf(words, { columns, leftPx, rightPx: 2 });
  const size = { width: sheet.panelPx, height: rowHeight(words, 1, HEIGHT_PX, HEAD_PX + FOOT_PX) };
  const grid = {
    name: "tensors",
    panels: shown.map((tensor) => ridgesPanel(tensor, steps, size, look)),
    columns,
    spacing: { row: LABELLED_GAP_PX, column: sheet.columnGapPx },
    topPx: HEAD_PX,
    bottomPx: FOOT_PX,
  };
  return pictureOf(words, [grid], sheet.leftPx, palette);
}
