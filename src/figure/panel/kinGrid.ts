import type { TensorId } from "../../model/architecture.js";
import type { Comparison } from "../../model/comparison.js";
import type { Correlations } from "../../model/lineage.js";
import { AXIS_PX, type FrameGrid, LINE_PX, MARGIN_PX, roomForPanels, type Words } from "./frame.js";
import { KIN_LEGEND_PX } from "./kinScale.js";
import { fitNorm, namesRoom } from "./normName.js";
import { type FontStyle, textWidth } from "./text.js";
import { LABEL_FONT, SEMI_BOLD } from "./theme.js";

/** Where the tensors of a heatmap of all by all stand: those of one norm beside each other, since neighbours are alike. */

const MOST_CELL_PX = 24;
const GAP_PX = 12;
/** Between the groups, where cells are large enough to spare it. */
const GROUP_GAP_PX = 3;
/** The heatmap's share of the width. */
const HEAT_SHARE = 0.6;
/** Of one of two heatmaps below each other, so that a page of 9 in holds both. */
const MOST_HEAT_PX = 285;
/** Left of the rows, for the numbers of blocks. */
export const NUMBERS_PX = 16;
export const NAME_FONT: FontStyle = { ...LABEL_FONT, weight: SEMI_BOLD };
/** Smaller cells have no gaps between them, and no dots in them. */
export const LEAST_GAP_CELL_PX = 5;
/** The names of the two models, above it, need so much. */
const LEAST_HEAT_PX = 110;

export interface KinGrid extends FrameGrid {
  readonly cellPx: number;
  readonly heatPx: number;
  /** Names of norms at the left are no wider. */
  readonly namesPx: number;
  readonly dotsPx: number;
  readonly heightPx: number;
}

/** A tensor's place in rows and columns. */
export interface Place {
  readonly id: TensorId;
  /** Its row and column in the correlations. */
  readonly index: number;
  readonly startPx: number;
}

/** Norm by norm, in order of the forward pass. */
export function orderOf(
  { tensors }: Correlations,
  { pre }: Pick<Comparison, "pre">,
): (readonly [TensorId, number])[][] {
  return pre.architecture.sites
    .map(({ name }) => tensors.flatMap((id, i) => (id.norm === name ? [[id, i] as const] : [])))
    .filter((group) => group.length > 0);
}

export function placesOf(
  groups: readonly (readonly (readonly [TensorId, number])[])[],
  cellPx: number,
): Place[] {
  const gap = gapOf(cellPx);
  let startPx = -gap;
  return groups.flatMap((group) => {
    startPx += gap;
    return group.map(([id, index]) => {
      const place = { id, index, startPx };
      startPx += cellPx;
      return place;
    });
  });
}

function gapOf(cellPx: number): number {
  return cellPx >= 4 ? GROUP_GAP_PX : 1;
}

/** Tensors and groups of a heatmap. */
interface KinCount {
  readonly tensors: number;
  readonly groups: number;
}

export function layOutKin(counts: readonly KinCount[], norms: readonly string[], words: Words): KinGrid {
  const { width } = words.options;
  const room = roomForPanels(words);
  // Where the height is limited, all stand in one row.
  const beside = room === null ? 1 : counts.length;
  const mostPx = namesRoom(norms, NAME_FONT, width);
  const namesPx = Math.max(...norms.map((name) => textWidth(fitNorm(name, NAME_FONT, mostPx), NAME_FONT)));
  const left = Math.ceil(namesPx + 8 + NUMBERS_PX);
  const leftPx = MARGIN_PX + left;
  // All gaps are alike, so that a second heatmap has room for its labels.
  const columnGapPx = beside > 1 ? left + 6 : GAP_PX;
  const free = (width - leftPx - MARGIN_PX - 8 - (2 * beside - 1) * columnGapPx) / beside;
  // Of two heatmaps each says which it is, in a line of its own.
  const headingPx = (counts.length > 1 ? 3 : 2) * LINE_PX + 8;
  const below = AXIS_PX + LINE_PX + 6 + KIN_LEGEND_PX;
  const widest = free * HEAT_SHARE;
  const highest = room === null ? (counts.length > 1 ? MOST_HEAT_PX : widest) : room - headingPx - below;
  const { cellPx, heightPx } = heatSize(counts, Math.min(widest, highest));
  const heatPx = Math.max(LEAST_HEAT_PX, heightPx);
  return {
    columns: 2 * beside,
    leftPx,
    rowGapPx: Math.round(headingPx + below + 6),
    columnGapPx,
    cellPx,
    heatPx,
    namesPx: mostPx,
    dotsPx: Math.max(40, Math.floor(free - heatPx)),
    heightPx,
  };
}

/** Cells as large as the room for the largest heatmap allows. */
function heatSize(counts: readonly KinCount[], roomPx: number): Pick<KinGrid, "cellPx" | "heightPx"> {
  const tensors = Math.max(...counts.map((count) => count.tensors));
  const gaps = Math.max(...counts.map((count) => count.groups)) - 1;
  const fitting = (roomPx - gaps * GROUP_GAP_PX) / tensors;
  // Cells without gaps end at whole pixels of a picture of twice the size: no seam shows between them.
  const cellPx =
    fitting >= LEAST_GAP_CELL_PX
      ? Math.min(MOST_CELL_PX, fitting)
      : Math.max(0.5, Math.floor(2 * fitting) / 2);
  return { cellPx, heightPx: Math.round(tensors * cellPx + gaps * gapOf(cellPx)) };
}

/** Where the lines above a panel stand, the last of them lowest. */
export function lineAbove(fromBelow: number): number {
  return -8 - fromBelow * LINE_PX;
}
