import { mostChangedBlocks } from "../../analysis/blockGroups.js";
import { comparedBlocks } from "../../analysis/blocks.js";
import type { Parameter } from "../../model/architecture.js";
import type { Comparison } from "../../model/comparison.js";
import type { ShiftUnit } from "../../words/figures/shift.js";
import { type BlockGrid, blockGrid, type DrawnRow } from "./blockGrid.js";
import { AXIS_PX, type FrameGrid, LINE_PX, MARGIN_PX, type Words } from "./frame.js";
import { fitWithNorm, namesRoom } from "./normName.js";
import { pageRoom } from "./page.js";
import { HEAD_FONT } from "./panels.js";
import { shiftLabelsPx } from "./shiftPanel.js";
import {
  type RowScale,
  reachOf,
  type Shifted,
  shareHeight,
  shiftSpan,
  shiftsIn,
  unitFor,
} from "./shiftScale.js";
import { textWidth } from "./text.js";

/** Where the panels of shifted percentiles are, how high their rows are, and which blocks have room. */

const LEAST_PANEL_PX = { usual: 62, dense: 44 };
const MOST_PANEL_PX = 200;
/** More blocks have narrower panels, so that a page holds them. */
const DENSE = 24;
export const SHIFT_GAP_PX = 8;
const LABELS_PX = 44;
/** Of a row, by how many rows there are. */
const HEIGHTS_PX = [
  { most: 2, heightPx: 105 },
  { most: 4, heightPx: 84 },
  { most: 8, heightPx: 62 },
  { most: Number.POSITIVE_INFINITY, heightPx: 44 },
];
const LEAST_ROW_PX = 30;
/** From a row to the one below it: labels of an axis, and two lines above the panels. */
const ROW_GAP_PX = Math.round(AXIS_PX + 2 * LINE_PX + 8);
/** Above the first row and below the last together, so much more than between two. */
const AROUND_PX = 14;

export type Units = Readonly<Partial<Record<Parameter, ShiftUnit>>>;

export function unitsOf({ tensors }: Comparison): Units {
  const own = (parameter: Parameter) => tensors.filter(({ id }) => id.parameter === parameter);
  return Object.fromEntries(
    (["gain", "bias"] as const)
      .filter((parameter) => own(parameter).length > 0)
      .map((parameter) => [parameter, unitFor(own(parameter))]),
  );
}

export function columnsIn(width: number, { tensors }: Comparison): number {
  const leastPx = comparedBlocks(tensors).length > DENSE ? LEAST_PANEL_PX.dense : LEAST_PANEL_PX.usual;
  const free = width - 2 * MARGIN_PX - LABELS_PX;
  return Math.max(1, Math.floor((free + SHIFT_GAP_PX) / (leastPx + SHIFT_GAP_PX)));
}

/** All blocks, or those that changed most if a page, or a picture of limited height, has no room for more. */
export function blocksThatFit(comparison: Comparison, mostColumns: number, words: Words): Comparison {
  const room = pageRoom(words) - AROUND_PX;
  const fits = (tensors: Comparison["tensors"]) => {
    const { rows } = blockGrid({ ...comparison, tensors }, mostColumns);
    return rows.length * (LEAST_ROW_PX + ROW_GAP_PX) <= room;
  };
  if (fits(comparison.tensors)) return comparison;
  const blocks = comparedBlocks(comparison.tensors);
  const counts = Array.from({ length: blocks.length - 1 }, (_, less) => blocks.length - 1 - less);
  const choices = counts.map((count) => inBlocks(comparison, mostChangedBlocks(comparison.tensors, count)));
  return { ...comparison, tensors: choices.find(fits) ?? choices.at(-1) ?? comparison.tensors };
}

function inBlocks({ tensors }: Comparison, blocks: ReadonlySet<number>): Comparison["tensors"] {
  return tensors.filter(({ id }) => id.block === null || blocks.has(id.block));
}

export interface ShiftGrid extends FrameGrid {
  readonly blocks: BlockGrid;
  readonly panelPx: number;
  /** Names of rows are no wider. */
  readonly namesPx: number;
  /** By tensor. */
  readonly shifted: ReadonlyMap<Shifted["tensor"], Shifted>;
  /** Of each row. */
  readonly scales: readonly RowScale[];
}

export function layOutShift(
  comparison: Comparison,
  units: Units,
  mostColumns: number,
  words: Words,
): ShiftGrid {
  const blocks = blockGrid(comparison, mostColumns);
  const shifted = new Map(
    (["gain", "bias"] as const).flatMap((parameter) => {
      const own = comparison.tensors.filter(({ id }) => id.parameter === parameter);
      return shiftsIn(units[parameter] ?? "percent", own).map((one) => [one.tensor, one] as const);
    }),
  );
  const scales = scalesOf(blocks, shifted, words);
  const names = blocks.rows.map(({ row }) => row.norm ?? "");
  const namesPx = namesRoom(names, HEAD_FONT, words.options.width);
  const labels = blocks.rows.map((drawn, i) => {
    const namePx = textWidth(rowName(drawn, namesPx), HEAD_FONT);
    const unit = units[drawn.row.parameter] ?? "percent";
    return Math.max(shiftLabelsPx(scales[i] as RowScale, unit), namePx + 8);
  });
  const leftPx = MARGIN_PX + Math.ceil(Math.max(...labels));
  const free = words.options.width - leftPx - MARGIN_PX - 4 - (blocks.columns - 1) * SHIFT_GAP_PX;
  return {
    blocks,
    columns: blocks.columns,
    leftPx,
    namesPx,
    rowGapPx: ROW_GAP_PX,
    columnGapPx: SHIFT_GAP_PX,
    panelPx: Math.min(MOST_PANEL_PX, Math.floor(free / blocks.columns)),
    shifted,
    scales,
  };
}

/** All rows of a parameter have as many pixels a unit. */
function scalesOf({ rows }: BlockGrid, shifted: ShiftGrid["shifted"], words: Words): readonly RowScale[] {
  const room = pageRoom(words) - AROUND_PX;
  const usualPx = HEIGHTS_PX.find(({ most }) => rows.length <= most)?.heightPx ?? LEAST_ROW_PX;
  const rowPx = Math.min(usualPx, room / rows.length - ROW_GAP_PX);
  const scales: RowScale[] = [];
  for (const parameter of ["gain", "bias"] as const) {
    const places = rows.flatMap(({ row }, i) => (row.parameter === parameter ? [i] : []));
    const own = places.map((place) => shiftedIn(rows[place], shifted));
    const reach = reachOf(own.flat());
    const spans = own.map((row) => shiftSpan(row, reach));
    const shared = shareHeight(spans, rowPx * own.length, Math.min(rowPx, LEAST_ROW_PX));
    for (const [i, place] of places.entries()) scales[place] = shared[i] as RowScale;
  }
  return scales;
}

function shiftedIn(row: DrawnRow | undefined, shifted: ShiftGrid["shifted"]): Shifted[] {
  return (row?.panels ?? []).flatMap(({ tensor }) =>
    tensor === null ? [] : [shifted.get(tensor) as Shifted],
  );
}

/** What a row is called: its norm where a block's stands in it, with a Greek letter for the biases. */
export function rowName({ row: { norm, parameter }, panels }: DrawnRow, maxPx: number): string {
  const hasBlock = panels.some(({ tensor }) => tensor !== null && tensor.id.block !== null);
  const beta = parameter === "bias" ? ["β"] : [];
  if (norm === null || !hasBlock) return beta.join("");
  return fitWithNorm(norm, [(name) => [name, ...beta].join(" ")], HEAD_FONT, maxPx);
}
