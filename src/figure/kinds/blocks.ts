import { evenly } from "../../analysis/track/keeping.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRun } from "../../model/run.js";
import { blocksCaption, blocksTitle } from "../../words/run/blocks.js";
import type { FigureKind } from "../kind.js";
import { pictureOf } from "../overview/frame.js";
import { MARGIN_PX, messagePanel, NARROW_PX } from "../panel/frame.js";
import { typeset } from "../panel/text.js";
import { paletteOf } from "../panel/theme.js";
import { blockNames } from "../run/blockNames.js";
import { blockPanel, blocksDomain, blocksLeftPx, blocksOf, gainsOfBlock } from "../run/blockPanel.js";
import { BARE_GAP_PX, FOOT_PX, rowHeight, sheetOf } from "../run/sheet.js";

/** A panel a block: its norms against each other. */
export const blocks = {
  name: "blocks",
  shows: "the norms of each block against each other over the steps of a run, with their middle halves",
  of: "run",
  heading: "Block by block",
  build,
} as const satisfies FigureKind<"run">;

const HEIGHT_PX = 76;
/** More panels have no room on a page, or on a slide. */
const MOST_BLOCKS = { page: 24, slide: 12 };

function build(run: TrackedRun, options: FigureOptions): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const look = { run, palette, theme: options.theme };
  const all = blocksOf(run);
  const shown = evenly(all, options.height === null ? MOST_BLOCKS.page : MOST_BLOCKS.slide);
  const words = {
    title: typeset(blocksTitle(run)),
    caption: typeset(blocksCaption(run, shown.length, all.length)),
    options,
  };
  const domain = blocksDomain(run);
  const columns = Math.max(1, Math.min(shown.length, options.width < NARROW_PX ? 3 : 4));
  const sheet = sheetOf(words, { columns, leftPx: blocksLeftPx(domain), rightPx: 2 });
  const rows = Math.max(1, Math.ceil(shown.length / columns));
  const pagePx = options.width - sheet.leftPx - MARGIN_PX;
  const { notes, topPx } = blockNames(gainsOfBlock(run, shown[0] ?? 0), sheet.panelPx, pagePx, look);
  const otherPx = topPx + (rows - 1) * BARE_GAP_PX + FOOT_PX;
  const size = { width: sheet.panelPx, height: rowHeight(words, rows, HEIGHT_PX, otherPx) };
  const panels = shown.map((block, i) =>
    blockPanel(
      { block, domain, notes: i === 0 ? notes : [], isLowest: i >= shown.length - columns },
      size,
      look,
    ),
  );
  const grid = {
    name: "blocks",
    panels:
      panels.length > 0 ? panels : [messagePanel("No norm of a block was followed.", sheet.panelPx, palette)],
    columns,
    spacing: { row: BARE_GAP_PX, column: sheet.columnGapPx },
    topPx,
    bottomPx: FOOT_PX,
  };
  return pictureOf(words, [grid], sheet.leftPx, palette);
}
