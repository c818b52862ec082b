import { answersOf } from "../../analysis/track/answers.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import { fewerNormsWords } from "../../words/run/figures.js";
import { runTitle, trajectoryCaption } from "../../words/run/title.js";
import type { FigureKind } from "../kind.js";
import { type Grid, pictureOf } from "../overview/frame.js";
import { NARROW_PX } from "../panel/frame.js";
import { stepAxis } from "../panel/stepAxis.js";
import { typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { logGrid, logPx } from "../run/logGrid.js";
import { stepsOf } from "../run/look.js";
import { BARE_GAP_PX, FOOT_PX, HEAD_PX, normsThatFit, rowHeight, sheetOf } from "../run/sheet.js";
import { withFewerNorms } from "../run/shownNorms.js";
import { drawnLog } from "../run/strips.js";
import { panelOfPlot, plotsOf, plotsPx } from "../run/trajectoryPlots.js";

/** The gains of every norm over the steps of a run: medians on the left, spreads on the right, and above them what was logged. */
export const trajectory = {
  name: "trajectory",
  shows:
    "the median and the spread of every norm's gains over the steps of a run, under its loss and learning rate",
  of: "run",
  heading: "Trajectory",
  build,
} as const satisfies FigureKind<"run">;

/** As wanted, and from so many blocks on, each of which is a row of a map. */
const HEIGHT_PX = 96;
const DEEP_PX = 150;
/** Panels of a norm. */
const PLOTS_EACH = 2;

function build(run: TrackedRun, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const look = { run, palette, theme: options.theme };
  const log = drawnLog(run);
  const columns = options.width < NARROW_PX ? 1 : 2;
  const all = sheetOf({ title: "", caption: "", options }, { columns, ...plotsPx(plotsOf(run), log) });
  const aroundPx = HEAD_PX + FOOT_PX + logPx(logGrid(log, all, look));
  const wordsSaying = (fewer: readonly string[]) => wordsOf(run, fewer, options);
  const most = normsThatFit(wordsSaying(fewerNormsWords(1, 2)), PLOTS_EACH / columns, aroundPx);
  const { shown, fewer } = withFewerNorms(run, most);
  const plots = plotsOf(shown);
  const words = wordsSaying(fewer);
  const sheet = sheetOf(words, { columns, ...plotsPx(plots, log) });
  const strips = logGrid(log, sheet, look);
  const rows = Math.ceil(plots.length / columns);
  const otherPx = aroundPx + (rows - 1) * BARE_GAP_PX;
  const size = {
    width: sheet.panelPx,
    height: rowHeight(words, rows, hasMaps(run) ? DEEP_PX : HEIGHT_PX, otherPx),
    headPx: sheet.headPx,
  };
  const panels = plots.map((plot, i) => panelOfPlot(plot, i >= plots.length - columns, size, look));
  const main: Grid = {
    name: "norms",
    panels,
    columns,
    spacing: { row: BARE_GAP_PX, column: sheet.columnGapPx },
    topPx: HEAD_PX,
    bottomPx: FOOT_PX,
  };
  return pictureOf(words, strips === null ? [main] : [strips, main], sheet.leftPx, palette);
}

function hasMaps(run: TrackedRun): boolean {
  return plotsOf(run).some(({ kind }) => kind === "map");
}

function wordsOf(run: TrackedRun, fewer: readonly string[], options: FigureOptions) {
  const isLogarithmic = stepAxis(stepsOf(run), 1).kind.type === "symlog";
  return {
    title: typeset(runTitle(run, answersOf(run))),
    caption: typeset(trajectoryCaption(run, { isLogarithmic, hasMaps: hasMaps(run), fewer })),
    options,
  };
}
