import type { Comparison, TensorComparison } from "../model.js";
import { MARGIN_PX, widthBox } from "./frame.js";
import { boxLayer, type Layer, type Note } from "./layers.js";
import { changeLines, rowLabel, sideLabels, widest } from "./rows.js";
import { fitText } from "./text.js";
import { type Palette, SEMI_BOLD, TEXT } from "./theme.js";

/** Two panels a row, a row a tensor, words beside the panels or, in a narrow picture, above them. */

/** Below this width of a picture there is no room beside the panels. */
const NARROW_PX = 480;
/** Room below a panel for its axis labels. */
const AXIS_PX = 15;
/** Room for the labels of the y axis. */
const Y_LABELS_PX = 24;
const COLUMN_GAP_PX = 12;
const LINE_PX = TEXT.size * 1.3;
/** Panels of one, of up to four, and of more rows. */
const HEIGHTS_PX = { single: 130, few: 72, many: 36 };

/** Where everything stands, in pixels; derived from the width asked for. */
export interface Grid {
  readonly narrow: boolean;
  readonly width: number;
  /** From the picture's left edge to the first panel's. */
  readonly leftPx: number;
  /** Widths of the two panels. */
  readonly panelsPx: readonly [first: number, second: number];
  readonly heightPx: number;
  readonly rowGapPx: number;
  readonly columnGapPx: number;
}

/** `share`: how much of the panels' width the first one takes. */
export function layOutGrid(tensors: readonly TensorComparison[], width: number, share: number): Grid {
  const narrow = width < NARROW_PX;
  const leftPx =
    MARGIN_PX + Y_LABELS_PX + (narrow ? 0 : Math.ceil(widest(tensors.map(rowLabel), SEMI_BOLD)) + 4);
  const wordsPx = narrow ? 0 : widest(tensors.flatMap(changeLines)) + 10;
  const free = width - leftPx - COLUMN_GAP_PX - wordsPx - MARGIN_PX;
  const first = Math.floor(free * share);
  return {
    narrow,
    width,
    leftPx,
    panelsPx: [first, Math.floor(free - first)],
    heightPx:
      tensors.length === 1 ? HEIGHTS_PX.single : tensors.length <= 4 ? HEIGHTS_PX.few : HEIGHTS_PX.many,
    rowGapPx: AXIS_PX + (narrow ? LINE_PX + 4 : 5),
    columnGapPx: COLUMN_GAP_PX,
  };
}

/** What stands around one panel. */
export type PairOfNotes = readonly [first: readonly Note[], second: readonly Note[]];

/** The tensor's name and its change: beside the panels, or above them where the picture is narrow. */
function rowWords(tensor: TensorComparison, grid: Grid, palette: Palette): PairOfNotes {
  const { heightPx, leftPx, panelsPx } = grid;
  const lines = changeLines(tensor);
  const fill = tensor.change.identical ? palette.quietInk : palette.ink;
  const label = { text: rowLabel(tensor), fill: palette.ink, weight: SEMI_BOLD };
  if (grid.narrow) {
    return [
      [{ ...label, x: MARGIN_PX - leftPx, y: -4 }],
      [{ x: panelsPx[1], y: -4, align: "right", text: lines.join(", "), fill }],
    ];
  }
  const top = heightPx / 2 - ((lines.length - 1) * LINE_PX) / 2;
  return [
    [{ ...label, x: -Y_LABELS_PX - 2, y: heightPx / 2, align: "right", baseline: "middle" }],
    lines.map((text, i) => ({ x: panelsPx[1] + 10, y: top + i * LINE_PX, text, fill, baseline: "middle" })),
  ];
}

/** Everything around the panels of each row: its words, headings over the first, the meaning of the axes below the last. */
export function notesByRow(
  tensors: readonly TensorComparison[],
  grid: Grid,
  palette: Palette,
  heads: PairOfNotes,
  feet: PairOfNotes,
): readonly PairOfNotes[] {
  return tensors.map((tensor, row) => {
    const pairs = [
      ...(row === 0 ? [heads] : []),
      ...(row === tensors.length - 1 ? [feet] : []),
      rowWords(tensor, grid, palette),
    ];
    return [pairs.flatMap(([first]) => first), pairs.flatMap(([, second]) => second)];
  });
}

/** What the x axis of a column means, below its last panel. */
export function axisMeaning(grid: Grid, column: 0 | 1, text: string, palette: Palette): Note {
  const place = { x: grid.panelsPx[column] / 2, y: grid.heightPx + AXIS_PX + 3, align: "center" as const };
  return { ...place, baseline: "top", text, fill: palette.ink };
}

/** A heading above the first row, `x` pixels into its panel. */
export function head(grid: Grid, text: string, fill: string, x = 0): Note {
  return { x, y: grid.narrow ? -LINE_PX - 7 : -8, text, fill, size: TEXT.headSize, weight: SEMI_BOLD };
}

/** The heading over the words at the right; none where they stand above the panels. */
export function changeHead(grid: Grid, palette: Palette): readonly Note[] {
  return grid.narrow ? [] : [head(grid, "change", palette.ink, grid.panelsPx[1] + 10)];
}

/** Both checkpoints' names as headings, each within `maxWidth` pixels. */
export function sideHeads(comparison: Comparison, maxWidth: number): readonly [pre: string, post: string] {
  const [pre, post] = sideLabels(comparison);
  const style = { size: TEXT.headSize, weight: SEMI_BOLD };
  return [fitText(pre, style, maxWidth), fitText(post, style, maxWidth)];
}

/** All panels in reading order; the first one also carries the picture's width. */
export function panelsOf(rows: readonly (readonly Layer[])[], grid: Grid): readonly Layer[] {
  return rows.flat().map((panel, i) => {
    if (i > 0) return panel;
    return {
      ...panel,
      layer: [...(panel.layer as readonly Layer[]), boxLayer([widthBox(grid.leftPx, grid.width)])],
    };
  });
}
