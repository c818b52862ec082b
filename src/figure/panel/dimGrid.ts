import { blockGroups } from "../../analysis/blockGroups.js";
import { dimChanges, type TensorChanges } from "../../analysis/dimChanges.js";
import type { Architecture } from "../../model/architecture.js";
import type { TensorComparison } from "../../model/comparison.js";
import { groupLabel } from "../../words/tensorNames.js";
import { DIM_LEGEND_PX } from "./dimScale.js";
import { AXIS_PX, type FrameGrid, LINE_PX, MARGIN_PX, NARROW_PX, type Words } from "./frame.js";
import { fitWithNorm, namesRoom } from "./normName.js";
import { pageRoom } from "./page.js";
import { textWidth, typeset } from "./text.js";
import { LABEL_FONT, SEMI_BOLD, TEXT } from "./theme.js";

/** The rows of a heatmap of dimensions, norm by norm, and where everything of it is. */

export interface DimRow extends TensorChanges {
  /** "h6", "h0-5"; the norm's name where it belongs to no block. */
  readonly label: string;
}

/** Rows of one norm, gains or biases. */
export interface DimGroup {
  /** Empty where the rows have the norm's name. */
  readonly name: string;
  readonly norm: string;
  readonly rows: readonly DimRow[];
}

/** Norm by norm in order of the forward pass, gains first; identical neighbours are one row. */
export function dimGroups(tensors: readonly TensorComparison[], { sites }: Architecture): DimGroup[] {
  return (["gain", "bias"] as const).flatMap((parameter) =>
    sites.flatMap(({ name }): DimGroup[] => {
      const own = tensors.filter(({ id }) => id.norm === name && id.parameter === parameter);
      if (own.length === 0) return [];
      const title = parameter === "bias" ? `${name} β` : name;
      const groups = blockGroups(own);
      if (groups.length === 0)
        return [
          { name: "", norm: name, rows: own.map((tensor) => ({ ...dimChanges(tensor), label: title })) },
        ];
      const rows = groups.flatMap((group) => {
        const tensor = own.find(({ id }) => id.block === group[0]);
        return tensor === undefined ? [] : [{ ...dimChanges(tensor), label: groupLabel(group) }];
      });
      return [{ name: title, norm: name, rows }];
    }),
  );
}

/** A row, and where it begins. */
export interface PlacedRow extends DimRow {
  readonly startPx: number;
  /** Of the group that begins with it: else empty. */
  readonly name: string;
  readonly norm: string;
}

export interface DimGrid extends FrameGrid {
  readonly rowPx: number;
  readonly rows: readonly PlacedRow[];
  readonly heightPx: number;
  /** The panel of the dims that moved most, and that of all. */
  readonly namedPx: number;
  readonly allPx: number;
  /** How many dims are named, and how wide a column of them is. */
  readonly named: number;
  readonly cellPx: number;
  /** Between the picture's left edge and the first panel: the names of norms, then those of rows. */
  readonly labelPx: number;
  readonly isNarrow: boolean;
}

const ROW_PX = { most: 13, least: 1.5 };
const GROUP_GAP_PX = 6;
const MOST_NAMED = 14;
const NAMED_SHARE = 0.46;
const GAP_PX = 18;
/** Above the rows: what they are, and their dims. */
const HEAD_PX = Math.round(2 * LINE_PX + 10);

export function layOutDims(all: readonly DimGroup[], width: number, words: Words): DimGrid {
  const groups = withinRoom(all, words.options.width);
  const isNarrow = words.options.width < NARROW_PX && words.options.height === null;
  const namesPx = widestOf(
    groups.map(({ name }) => name),
    SEMI_BOLD,
  );
  const labelsOf = (own: readonly DimGroup[]) =>
    widestOf(
      own.flatMap(({ rows }) => rows.map(({ label }) => typeset(label))),
      400,
    ) + 5;
  // A row that has its norm's name has the room of both columns for it.
  const alonePx = labelsOf(groups.filter(({ name }) => name === ""));
  const labelPx = labelsOf(groups.filter(({ name }) => name !== ""));
  const leftPx = MARGIN_PX + Math.ceil(Math.max(alonePx, namesPx + (namesPx > 0 ? 6 : 0) + labelPx));
  const free = words.options.width - leftPx - MARGIN_PX - 6;
  const namedRoom = isNarrow ? free : Math.floor((free - GAP_PX) * NAMED_SHARE);
  const columnPx = textWidth("0".repeat(String(width).length), { size: TEXT.size, weight: SEMI_BOLD }) + 5;
  const named = Math.min(MOST_NAMED, width, Math.floor(namedRoom / columnPx));
  const cellPx = Math.min(34, namedRoom / named);
  const namedPx = Math.round(cellPx * named);
  const { rowPx, heightPx, rows } = placeRows(groups, isNarrow, words);
  return {
    columns: isNarrow ? 1 : 2,
    leftPx,
    rowGapPx: HEAD_PX + 14,
    columnGapPx: GAP_PX,
    rowPx,
    rows,
    heightPx,
    namedPx,
    allPx: isNarrow ? free : free - GAP_PX - namedPx,
    named,
    cellPx,
    labelPx,
    isNarrow,
  };
}

/** The same, with names of norms that are no wider than there is room at the left. */
function withinRoom(groups: readonly DimGroup[], pictureWidth: number): readonly DimGroup[] {
  const room = namesRoom(
    groups.map(({ norm }) => norm),
    { ...LABEL_FONT, weight: SEMI_BOLD },
    pictureWidth,
  );
  const fitting = (text: string, norm: string, weight: number) =>
    fitWithNorm(norm, [(name) => text.replace(norm, () => name)], { ...LABEL_FONT, weight }, room);
  return groups.map((group) => ({
    ...group,
    name: fitting(group.name, group.norm, SEMI_BOLD),
    rows:
      group.name !== ""
        ? group.rows
        : group.rows.map((row) => ({ ...row, label: fitting(row.label, group.norm, 400) })),
  }));
}

function widestOf(texts: readonly string[], weight: number): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, { ...LABEL_FONT, weight })));
}

function placeRows(
  groups: readonly DimGroup[],
  isNarrow: boolean,
  words: Words,
): Pick<DimGrid, "rowPx" | "heightPx" | "rows"> {
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const gaps = (groups.length - 1) * GROUP_GAP_PX;
  const panels = isNarrow ? 2 : 1;
  const room = pageRoom(words) - panels * (HEAD_PX + gaps + 14) - DIM_LEGEND_PX - AXIS_PX;
  const rowPx = Math.max(ROW_PX.least, Math.min(ROW_PX.most, Math.floor((4 * room) / panels / count) / 4));
  let startPx = -GROUP_GAP_PX;
  const rows = groups.flatMap((group) => {
    startPx += GROUP_GAP_PX;
    return group.rows.map((row, i) => {
      const placed = { ...row, startPx, norm: group.norm, name: i === 0 ? group.name : "" };
      startPx += rowPx;
      return placed;
    });
  });
  return { rowPx, rows, heightPx: Math.ceil(startPx) };
}
