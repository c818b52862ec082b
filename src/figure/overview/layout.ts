import type { FigureOptions } from "../../model/figure.js";
import { blockLabel } from "../../words/tensorNames.js";
import { AXIS_PX, LINE_PX, MARGIN_PX, NARROW_PX } from "../panel/frame.js";
import { fitNorm, NAME_PX } from "../panel/normName.js";
import type { PanelSize } from "../panel/panel.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT, SEMI_BOLD, TEXT } from "../panel/theme.js";
import { SECTION_GAP_PX } from "./frame.js";

/** Where everything of an overview is, in pixels. */

/**
 * - sides: before and after beside each other, a row a block
 * - mirrored: after hangs from the base line of before, a row a block
 * - across: the same, a column a block, for a picture of limited height
 */
export type Arrangement = "sides" | "mirrored" | "across";

export interface LayoutFacts {
  readonly options: FigureOptions;
  readonly rows: readonly number[];
  readonly norms: readonly string[];
  readonly finals: readonly string[];
  readonly hasStrip: boolean;
  readonly ownAxes: boolean;
  /** Height of title and caption. */
  readonly wordsPx: number;
}

export interface Layout {
  readonly arrangement: Arrangement;
  /** From the picture's left edge to the first panels. */
  readonly leftPx: number;
  readonly strip: readonly StripRow[];
  readonly blocks: PanelSize & { readonly columnGapPx: number; readonly rowGapPx: number };
  readonly finals: PanelSize & { readonly columnGapPx: number; readonly rowGapPx: number };
}

/** Panels of the strip beside each other. */
export interface StripRow {
  readonly widths: readonly number[];
  readonly heightPx: number;
}

/** A page of a journal, and of a column, is 9 in high. */
const PAGE_PX = 9 * 96;
const RIGHT_PX = 7;
/** Labels of a y axis, and the blank before them. */
const Y_LABELS_PX = 38;
/** Side panels narrower than this are drawn mirrored, in half as many columns. */
const LEAST_SIDE_PX = 88;
const LEAST_MIRRORED_PX = 54;
export const MOST_ROWS = 12;
const LEAST_ACROSS_PX = 62;
const COLUMN_GAP_PX = { sides: 9, mirrored: 12, across: 8 };
const ROW_GAP_PX = 6;
const ROW_PX = { single: 120, few: 62, many: 44, least: 14 };
const FINAL_PX = { sides: 46, mirrored: 66 };

/** Around the panels of a section: headings above, the meaning of the axis below. */
export const AROUND = {
  stripTop: 2 * LINE_PX + 6,
  stripBottom: LINE_PX + 3,
  blocksTop: LINE_PX + 6,
  blocksBottom: AXIS_PX + LINE_PX + 1,
  finalsTop: 2,
  acrossTop: 2 * LINE_PX + 4,
} as const;

export function arrangementOf({ width, height }: FigureOptions, norms: number): Arrangement {
  if (height !== null) return "across";
  if (width < NARROW_PX) return "mirrored";
  const free = width - 60 - RIGHT_PX;
  return free / (2 * Math.max(1, norms)) - COLUMN_GAP_PX.sides < LEAST_SIDE_PX ? "mirrored" : "sides";
}

/** How many blocks a picture has room for, whatever there are. */
export function mostRowsIn({ width, height }: FigureOptions): number {
  return height === null
    ? MOST_ROWS
    : Math.min(MOST_ROWS, Math.max(1, Math.floor((width - 60) / LEAST_ACROSS_PX)));
}

/** How many norms of a block: columns, or rows where the height is limited. */
export function mostNormsIn({ width, height }: FigureOptions): number {
  return height === null
    ? Math.max(1, Math.floor((width - 50) / (LEAST_MIRRORED_PX + COLUMN_GAP_PX.mirrored)))
    : 4;
}

export function layOut(facts: LayoutFacts): Layout {
  const arrangement = arrangementOf(facts.options, facts.norms.length);
  const leftPx = leftOf(facts, arrangement);
  const strip = facts.hasStrip ? stripRows(facts, leftPx) : [];
  const stripPx = strip.reduce(
    (sum, { heightPx }) => sum + heightPx + AROUND.stripTop + AROUND.stripBottom + SECTION_GAP_PX,
    0,
  );
  const free = facts.options.width - leftPx - RIGHT_PX;
  return arrangement === "across"
    ? acrossLayout(facts, { leftPx, strip, free, stripPx })
    : rowsLayout(facts, arrangement, { leftPx, strip, free, stripPx });
}

interface Started {
  readonly leftPx: number;
  readonly strip: readonly StripRow[];
  /** Width of all panels, with what is between them. */
  readonly free: number;
  readonly stripPx: number;
}

function leftOf({ rows, finals, norms, hasStrip }: LayoutFacts, arrangement: Arrangement): number {
  const style = { ...LABEL_FONT, weight: SEMI_BOLD };
  const names = arrangement === "across" ? [...norms, ...finals] : [...rows.map(blockLabel), ...finals];
  const names_ = Math.max(0, ...names.map((name) => textWidth(fitNorm(name, style, NAME_PX), style)));
  const labels = names_ + (arrangement === "sides" ? 30 : 8);
  return Math.ceil(MARGIN_PX + Math.max(labels, hasStrip ? Y_LABELS_PX : 0));
}

/** Three panels beside each other; in a narrow picture the widest is below the others. */
function stripRows({ options: { width, height } }: LayoutFacts, leftPx: number): StripRow[] {
  const free = width - leftPx - RIGHT_PX;
  if (width < NARROW_PX) {
    const half = Math.floor((free - Y_LABELS_PX - 4) / 2);
    return [
      { widths: [half, half], heightPx: 76 },
      { widths: [Math.floor(free)], heightPx: 92 },
    ];
  }
  const panels = free - 2 * (Y_LABELS_PX + 6);
  const small = Math.floor(panels * 0.27);
  return [{ widths: [small, small, Math.floor(panels - 2 * small)], heightPx: height === null ? 112 : 96 }];
}

function rowsLayout(facts: LayoutFacts, arrangement: "sides" | "mirrored", started: Started): Layout {
  const { rows, norms, finals, ownAxes } = facts;
  const { leftPx, strip, free, stripPx } = started;
  const isSides = arrangement === "sides";
  const columns = Math.max(1, norms.length) * (isSides ? 2 : 1);
  const columnGapPx = COLUMN_GAP_PX[arrangement];
  const rowGapPx = ownAxes ? AXIS_PX + 2 : ROW_GAP_PX;
  const finalRowGapPx = AXIS_PX + 4;
  const finalHeight = FINAL_PX[arrangement];
  const finalsPx =
    finals.length === 0
      ? 0
      : finals.length * (finalHeight + finalRowGapPx) +
        AROUND.finalsTop +
        AROUND.blocksBottom +
        SECTION_GAP_PX;
  const keyPx = isSides ? 0 : LINE_PX + 1;
  const left = PAGE_PX - facts.wordsPx - stripPx - finalsPx - AROUND.blocksTop - keyPx - AROUND.blocksBottom;
  const usual = rows.length === 1 ? ROW_PX.single : rows.length <= 4 ? ROW_PX.few : ROW_PX.many;
  const room = Math.floor(left / Math.max(1, rows.length)) - rowGapPx;
  return {
    arrangement,
    leftPx,
    strip,
    blocks: {
      width: Math.floor((free - (columns - 1) * columnGapPx) / columns),
      height: Math.max(ROW_PX.least, Math.min(usual + (isSides ? 0 : 4), room)),
      columnGapPx,
      rowGapPx,
    },
    finals: {
      width: isSides ? Math.floor((free - columnGapPx) / 2) : Math.floor(free),
      height: finalHeight,
      columnGapPx,
      rowGapPx: finalRowGapPx,
    },
  };
}

/** Blocks from left to right; a single norm outside of them where there is no block. */
function acrossLayout(facts: LayoutFacts, { leftPx, strip, free, stripPx }: Started): Layout {
  const { rows, norms, finals, options, wordsPx, ownAxes } = facts;
  const columnGapPx = COLUMN_GAP_PX.across;
  const columns = Math.max(1, rows.length);
  const rowGapPx = ownAxes ? AXIS_PX : 4;
  const below = AXIS_PX + 2;
  const left = (options.height ?? PAGE_PX) - wordsPx - stripPx - AROUND.acrossTop - below;
  const lines = rows.length === 0 ? Math.max(1, finals.length) : Math.max(1, norms.length);
  const height = Math.max(ROW_PX.least, Math.min(ROW_PX.few, Math.floor(left / lines) - rowGapPx));
  const finalWidth = Math.floor(free);
  return {
    arrangement: "across",
    leftPx,
    strip,
    blocks: {
      width: Math.min(200, Math.floor((free - (columns - 1) * columnGapPx) / columns)),
      height,
      columnGapPx,
      rowGapPx,
    },
    finals: { width: finalWidth, height: Math.min(height, 60), columnGapPx, rowGapPx: AXIS_PX + 2 },
  };
}

/** The smallest text is this high; a row lower than three lines has no room for a second number. */
export function isDense(heightPx: number): boolean {
  return heightPx < 3 * TEXT.size;
}
