import {
  type BlockRow,
  bandOf,
  type TrajectoryBand,
  type TrajectoryPoint,
  trajectory,
  unitOfRow,
} from "../../analysis/trajectories.js";
import { AXIS_PX, type FrameGrid, LINE_PX, MARGIN_PX, NARROW_PX, type Words } from "./frame.js";
import { fitWithNorm, namesRoom } from "./normName.js";
import { pageRoom } from "./page.js";
import { HEAD_FONT } from "./panels.js";
import { textWidth } from "./text.js";
import { type TrajectoryScale, trajectoryLabelsPx, trajectoryScale } from "./trajectoryScale.js";

/** A column a dimension, a row a norm; where the width ends, more dimensions go on below. */

/** A row with what all of its panels share. */
export interface ScaledRow extends BlockRow {
  readonly name: string;
  /** Of each of the dims. */
  readonly points: readonly (readonly TrajectoryPoint[])[];
  readonly band: readonly TrajectoryBand[];
  readonly scale: TrajectoryScale;
}

export interface TrajectoryGrid extends FrameGrid {
  readonly rows: readonly ScaledRow[];
  readonly bands: number;
  readonly panelPx: number;
}

const GAP_PX = 10;
const COLUMNS = { narrow: 3, usual: 6 };
const MOST_PANEL_PX = 260;
const HEIGHT_PX = { most: 118, least: 24 };
/** Where so many rows would be lower, fewer dims are shown. */
const EASY_HEIGHT_PX = 44;
/** Above the first row and below the last, so much more than between two. */
const AROUND_PX = 12;

/** As many dims beside each other as the width has room for. */
function trajectoryColumns(width: number): number {
  return width < NARROW_PX ? COLUMNS.narrow : COLUMNS.usual;
}

/** How many dims have room on a page: as many as make a row, or more of them where their norms are few. */
export function dimsThatFit(norms: number, singles: number, words: Words): number {
  const columns = trajectoryColumns(words.options.width);
  const headPx = (1 + singles) * LINE_PX;
  const bandPx = (rowGap: number) => norms * (EASY_HEIGHT_PX + rowGap);
  const two = 2 * bandPx(rowGapOf(2, headPx)) + AROUND_PX;
  return two <= pageRoom(words) ? COLUMNS.usual : columns;
}

function rowGapOf(bands: number, headPx: number): number {
  return Math.round(AXIS_PX + LINE_PX + 6 + (bands > 1 ? headPx : 0));
}

/** `singles`: how many norms outside of the blocks have a line over each column. */
export function layOutTrajectories(
  rows: readonly BlockRow[],
  dims: readonly number[],
  singles: number,
  words: Words,
): TrajectoryGrid {
  const { width } = words.options;
  const columns = Math.min(dims.length, trajectoryColumns(width));
  const bands = Math.ceil(dims.length / columns);
  const headPx = (1 + singles) * LINE_PX;
  const rowGapPx = rowGapOf(bands, headPx);
  const spare = AROUND_PX + (bands > 1 ? 0 : headPx);
  const count = rows.length * bands;
  const heightPx = Math.floor(
    Math.max(HEIGHT_PX.least, Math.min(HEIGHT_PX.most, (pageRoom(words) - spare) / count - rowGapPx)),
  );
  const roomPx = namesRoom(
    rows.map(({ norm }) => norm),
    HEAD_FONT,
    width,
  );
  const scaled = rows.map((row) => scaledRow(row, dims, heightPx, roomPx));
  const namesPx = scaled.map(({ name }) => textWidth(name, HEAD_FONT) + 6);
  const leftPx =
    MARGIN_PX + Math.ceil(Math.max(...namesPx, ...scaled.map(({ scale }) => trajectoryLabelsPx(scale))));
  const free = width - leftPx - MARGIN_PX - 2 - (columns - 1) * GAP_PX;
  return {
    columns,
    leftPx,
    rowGapPx,
    columnGapPx: GAP_PX,
    rows: scaled,
    bands,
    panelPx: Math.min(MOST_PANEL_PX, Math.floor(free / columns)),
  };
}

function scaledRow(row: BlockRow, dims: readonly number[], heightPx: number, namesPx: number): ScaledRow {
  const unit = unitOfRow(row, dims);
  const points = dims.map((dim) => trajectory(row, dim, unit));
  const band = bandOf(row, unit);
  const write = (norm: string) => (row.parameter === "bias" ? `${norm} β` : norm);
  const name = fitWithNorm(row.norm, [write], HEAD_FONT, namesPx);
  return { ...row, name, points, band, scale: trajectoryScale(unit, points.flat(), band, heightPx) };
}
