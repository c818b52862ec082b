import { mostChanged } from "../../analysis/foremost.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import { shownRows } from "../../words/figures/shownRows.js";
import {
  AXIS_PX,
  type FrameGrid,
  LINE_PX,
  MARGIN_PX,
  NARROW_PX,
  roomForPanels,
  type Words,
} from "./frame.js";
import type { Note } from "./layers.js";
import { mostRoom } from "./page.js";
import { notePanel, type Panel } from "./panel.js";
import { axisMeaning, countNote } from "./panels.js";
import { changeLines, sideLabels, widest } from "./rows.js";
import { fitText, textWidth } from "./text.js";
import { LABEL_FONT, type Palette, SEMI_BOLD, TEXT } from "./theme.js";

/**
 * A row for each tensor: two panels, and words beside them or, in a narrow picture, above them. In a picture of limited
 * height the rows are in several groups beside each other.
 */

/** Room for the labels of the y axis. */
const Y_LABELS_PX = 24;
const COLUMN_GAP_PX = 12;
/** Between groups, which have no labels on the y axis. */
const GROUP_GAP_PX = 14;
/** Panels of one, of up to four, and of more rows. */
const HEIGHTS_PX = { single: 130, few: 72, many: 36 };
/** Lower than this no histogram can be read: on a slide, and in print, where a reader comes nearer. */
const LEAST_HEIGHT_PX = { slide: 32, page: 24, column: 19 };
const MOST_GROUPS = 2;

/** Where everything is, in pixels; it follows from the size that was asked for. */
export interface Grid extends FrameGrid {
  readonly narrow: boolean;
  readonly width: number;
  /** Widths of the two panels, without the gap between groups. */
  readonly panelsPx: readonly [first: number, second: number];
  readonly heightPx: number;
  /** Groups of rows beside each other, each of `rows` rows. */
  readonly groups: number;
  readonly rows: number;
  /** What each row is called. */
  readonly label: (tensor: TensorComparison) => string;
}

/** What the rows of a figure show, and the words above them. */
export interface Rows {
  readonly tensors: readonly TensorComparison[];
  readonly words: Words;
}

/**
 * The tensors that the picture has room for: all, or if its height is limited those that changed most, in the order of
 * the model; the caption then says so.
 */
export function rowsThatFit(tensors: readonly TensorComparison[], words: Words): Rows {
  const most = mostRows(words, tensors.length);
  if (tensors.length <= most) return { tensors, words };
  const changed = tensors.filter(({ change }) => !change.identical).length;
  const saying = (shown: number) => ({
    ...words,
    caption: `${words.caption} ${shownRows(shown, tensors.length, changed)}`,
  });
  const count = mostRows(saying(tensors.length), tensors.length);
  return { tensors: mostChanged(tensors, count), words: saying(count) };
}

/** How many rows the picture has room for, on a slide in groups beside each other if `wanted` need them. */
function mostRows(words: Words, wanted: number): number {
  const room = mostRoom(words);
  const { width, height } = words.options;
  if (room === null) return wanted;
  if (height === null) {
    const isColumn = width < NARROW_PX;
    return rowsIn(room, isColumn, isColumn ? LEAST_HEIGHT_PX.column : LEAST_HEIGHT_PX.page);
  }
  return groupsFor(wanted, width, room) === null
    ? MOST_GROUPS * rowsIn(room, true, LEAST_HEIGHT_PX.slide)
    : wanted;
}

/** How many rows of the least height fit below each other. */
function rowsIn(room: number, narrow: boolean, least: number): number {
  let rows = 1;
  while (heightIn(room, rows + 1, narrow) >= least) rows++;
  return rows;
}

/** `share`: how much of the panels' width the first one takes. */
export function layOutGrid(
  { tensors, words }: Rows,
  share: number,
  label: (tensor: TensorComparison) => string,
): Grid {
  const { width } = words.options;
  const room = roomForPanels(words);
  const groups = room === null ? 1 : (groupsFor(tensors.length, width, room) ?? MOST_GROUPS);
  const rows = Math.ceil(tensors.length / groups);
  const narrow = width / groups < NARROW_PX;
  const leftPx =
    MARGIN_PX +
    (groups > 1 ? 0 : Y_LABELS_PX) +
    (narrow ? 0 : Math.ceil(widest(tensors.map(label), SEMI_BOLD)) + 4);
  const wordsPx = narrow ? 0 : widest(tensors.flatMap(changeLines)) + 10;
  const gaps = groups * COLUMN_GAP_PX + (groups - 1) * (COLUMN_GAP_PX + GROUP_GAP_PX);
  const free = (width - leftPx - gaps - wordsPx - MARGIN_PX) / groups;
  const first = Math.floor(free * share);
  return {
    narrow,
    width,
    leftPx,
    panelsPx: [first, Math.floor(free - first)],
    heightPx: room === null ? pageHeight(rows, narrow, words) : heightIn(room, rows, narrow),
    rowGapPx: rowGap(narrow),
    columnGapPx: COLUMN_GAP_PX,
    columns: 2 * groups,
    groups,
    rows,
    label,
  };
}

/** What panels have where the height of the picture is free; less where that would not fit on a page. */
function pageHeight(rows: number, narrow: boolean, words: Words): number {
  const usual = rows === 1 ? HEIGHTS_PX.single : rows <= 4 ? HEIGHTS_PX.few : HEIGHTS_PX.many;
  const room = mostRoom(words);
  return room === null ? usual : Math.min(usual, heightIn(room, rows, narrow));
}

function rowGap(narrow: boolean): number {
  return AXIS_PX + (narrow ? LINE_PX + 4 : 5);
}

/** As few groups as make the rows fit; null where none do. */
function groupsFor(count: number, width: number, room: number): number | null {
  const fits = (groups: number) =>
    heightIn(room, Math.ceil(count / groups), width / groups < NARROW_PX) >= LEAST_HEIGHT_PX.slide;
  return Array.from({ length: MOST_GROUPS }, (_, i) => i + 1).find(fits) ?? null;
}

/** Height of a panel if so many rows and the words around them share the room. */
function heightIn(room: number, rows: number, narrow: boolean): number {
  const headings = LINE_PX + (narrow ? LINE_PX + 7 : 8);
  const meaning = AXIS_PX + 3 + LINE_PX;
  return Math.floor((room - headings - meaning - (rows - 1) * rowGap(narrow)) / rows);
}

/** The words around the panels of a row. */
export type PairOfNotes = readonly [first: readonly Note[], second: readonly Note[]];

/** The tensor's name and its change: beside the panels, or above them where the picture is narrow. */
function rowWords(tensor: TensorComparison, grid: Grid, palette: Palette): PairOfNotes {
  const { heightPx, leftPx, panelsPx, groups } = grid;
  const lines = changeLines(tensor);
  const fill = tensor.change.identical ? palette.quietInk : palette.ink;
  const label = { text: grid.label(tensor), fill: palette.ink, weight: SEMI_BOLD };
  if (grid.narrow) {
    const text = fittingWords(lines, groupWidth(grid) - widest([label.text], SEMI_BOLD) - 8);
    return [
      [{ ...label, x: groups > 1 ? 0 : MARGIN_PX - leftPx, y: -4 }],
      [{ x: panelsPx[1], y: -4, align: "right", text, fill }],
    ];
  }
  const top = heightPx / 2 - ((lines.length - 1) * LINE_PX) / 2;
  return [
    [{ ...label, x: -Y_LABELS_PX - 2, y: heightPx / 2, align: "right", baseline: "middle" }],
    lines.map((text, i) => ({ x: panelsPx[1] + 10, y: top + i * LINE_PX, text, fill, baseline: "middle" })),
  ];
}

export function groupWidth({ panelsPx }: Grid): number {
  return panelsPx[0] + COLUMN_GAP_PX + panelsPx[1];
}

/** All lines as one, or the first of them if that is too wide. */
function fittingWords(lines: readonly string[], maxWidth: number): string {
  const joined = lines.join(", ");
  return textWidth(joined, LABEL_FONT) <= maxWidth ? joined : (lines[0] ?? "");
}

/** The words around the panels of each row: its own, headings above the first of a group, the meaning of the axes below the last. */
export function notesByRow(
  tensors: readonly TensorComparison[],
  grid: Grid,
  palette: Palette,
  heads: PairOfNotes,
  feet: PairOfNotes,
): readonly PairOfNotes[] {
  return tensors.map((tensor, i) => {
    const row = i % grid.rows;
    const pairs = [
      ...(row === 0 ? [heads] : []),
      ...(row === grid.rows - 1 || i === tensors.length - 1 ? [feet] : []),
      rowWords(tensor, grid, palette),
    ];
    return [pairs.flatMap(([first]) => first), pairs.flatMap(([, second]) => second)];
  });
}

/** What the x axes of both columns mean, below their last panels. */
export function axisMeanings(grid: Grid, texts: readonly [string, string], palette: Palette): PairOfNotes {
  const below = (column: 0 | 1) =>
    axisMeaning({ width: grid.panelsPx[column], height: grid.heightPx }, texts[column], palette);
  return [[below(0)], [below(1)]];
}

/** What the y axis means, above the labels of the first row; groups beside each other have none. */
export function countHead({ narrow, groups }: Grid, palette: Palette): readonly Note[] {
  const y = narrow ? -LINE_PX - 7 : -8;
  return groups > 1 ? [] : [countNote(y, palette)];
}

/** A heading above the first row, `x` pixels into its panel. */
export function head(grid: Grid, text: string, fill: string, x = 0): Note {
  return { x, y: grid.narrow ? -LINE_PX - 7 : -8, text, fill, size: TEXT.headSize, weight: SEMI_BOLD };
}

/** The heading over the words at the right; none where they are above the panels. */
export function changeHead(grid: Grid, palette: Palette): readonly Note[] {
  return grid.narrow ? [] : [head(grid, "change", palette.ink, grid.panelsPx[1] + 10)];
}

/** Both checkpoints' names as headings, each within `maxWidth` pixels. */
export function sideHeads(comparison: Comparison, maxWidth: number): readonly [pre: string, post: string] {
  const [pre, post] = sideLabels(comparison);
  const style = { size: TEXT.headSize, weight: SEMI_BOLD };
  return [fitText(pre, style, maxWidth), fitText(post, style, maxWidth)];
}

/** All panels in reading order: groups are filled downwards, one after the other. */
export function panelsOf(pairs: readonly (readonly Panel[])[], grid: Grid): readonly Panel[] {
  const { rows, groups, panelsPx, heightPx } = grid;
  const blank = panelsPx.map((width) => notePanel({ width, height: heightPx }, []));
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: groups }, (_, group) => {
      const [first, second] = (pairs[group * rows + row] ?? blank) as readonly [Panel, Panel];
      // Everything in a panel is at pixels of its own, so that a wider panel only moves the next group away.
      const apart = group < groups - 1 ? GROUP_GAP_PX : 0;
      return [first, { ...second, width: panelsPx[1] + apart }];
    }),
  ).flat(2);
}
