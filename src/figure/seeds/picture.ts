import { evenly } from "../../analysis/track/keeping.js";
import { escapeControls } from "../../escape.js";
import type { Text } from "../../model/document.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import type { TrackedRuns } from "../../model/runs.js";
import { pictureOf } from "../overview/frame.js";
import { yLabelsPx } from "../panel/axis.js";
import { messagePanel, NARROW_PX } from "../panel/frame.js";
import type { Panel } from "../panel/panel.js";
import { typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { BARE_GAP_PX, FOOT_PX, HEAD_PX, rowHeight, sheetOf } from "../run/sheet.js";
import { type PlacePlots, placePanel, placesDomain } from "./placePanel.js";
import { placesOf } from "./places.js";

/** A figure of several runs: a panel a block, and one a norm outside of the blocks. */
export interface RunsPlots extends Omit<PlacePlots, "tracked"> {
  readonly title: Text;
  /** `shown` of so many blocks are. */
  readonly captionOf: (shown: number, of: number) => Text;
}

const HEIGHT_PX = 76;
/** For the half of the last label of an axis. */
const RIGHT_PX = 14;
/** More panels have no room on a page, or on a slide. */
const MOST_BLOCKS = { page: 23, slide: 11 };

export function runsPicture(
  tracked: TrackedRuns,
  { title, captionOf, ...kind }: RunsPlots,
  options: FigureOptions,
): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const look = { run: allTogether(tracked), palette, theme: options.theme };
  const plots: PlacePlots = { ...kind, tracked };
  const { blocks: all, others } = placesOf(tracked);
  const blocks = evenly(all, options.height === null ? MOST_BLOCKS.page : MOST_BLOCKS.slide);
  const words = {
    title: plainWords(title),
    caption: plainWords(captionOf(blocks.length, all.length)),
    options,
  };
  const shared = placesDomain(all, plots);
  const shown = [
    ...blocks.map((place) => ({ place, domain: shared })),
    ...others.map((place) => ({ place, domain: placesDomain([place], plots) })),
  ];
  const labels = shown.map(({ domain }) => (domain === null ? 0 : yLabelsPx(...domain)));
  const columns = Math.max(1, Math.min(shown.length, options.width < NARROW_PX ? 2 : 4));
  const sheet = sheetOf(words, { columns, leftPx: Math.max(0, ...labels), rightPx: RIGHT_PX });
  const rows = Math.max(1, Math.ceil(shown.length / columns));
  const otherPx = HEAD_PX + (rows - 1) * BARE_GAP_PX + FOOT_PX;
  const size = { width: sheet.panelPx, height: rowHeight(words, rows, HEIGHT_PX, otherPx) };
  const panels = shown.map(({ place, domain }, i): Panel => {
    const isLowest = i >= shown.length - columns;
    return placePanel({ place, domain, isNamed: i === 0, isLowest }, plots, size, look);
  });
  const grid = {
    name: "places",
    panels: panels.length > 0 ? panels : [messagePanel("No gain is in all runs.", sheet.panelPx, palette)],
    columns,
    spacing: { row: BARE_GAP_PX, column: sheet.columnGapPx },
    topPx: HEAD_PX,
    bottomPx: FOOT_PX,
  };
  return pictureOf(words, [grid], sheet.leftPx, palette);
}

/** What the panels share: the common steps, and what broke in any run. */
function allTogether({ runs, steps }: TrackedRuns): TrackedRun {
  const [first] = runs as [TrackedRun, ...TrackedRun[]];
  return {
    ...first,
    points: steps.map((step) => ({ step, path: "" })),
    findings: runs.flatMap(({ findings }) => findings),
    log: null,
  };
}

/** Names stay as they are, made inert. */
function plainWords(text: Text): string {
  const parts = typeof text === "string" ? [text] : text;
  return parts.map((part) => (typeof part === "string" ? typeset(part) : escapeControls(part.text))).join("");
}
