import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import { figureTitle } from "../../words/findings/title.js";
import { framed } from "./frame.js";
import {
  axisMeanings,
  type Grid,
  layOutGrid,
  notesByRow,
  type PairOfNotes,
  panelsOf,
  rowsThatFit,
} from "./grid.js";
import type { Panel } from "./panel.js";
import { rowLabel } from "./rows.js";
import { typeset } from "./text.js";
import { type Palette, paletteOf } from "./theme.js";

/** A figure with a row for each tensor: two panels, and words about them. */
export interface TensorRows {
  /** How to read the figure. */
  readonly caption: string;
  /** How much of the panels' width the first one takes. */
  readonly share: number;
  /** What a row is called, if not by its tensor alone. */
  readonly label?: (tensor: TensorComparison) => string;
  /** Headings above the first row. */
  readonly heads: (grid: Grid, palette: Palette) => PairOfNotes;
  /** What the x axes of both panels mean. */
  readonly meanings: (tensors: readonly TensorComparison[]) => readonly [first: string, second: string];
  /** How the panels of a row are drawn, of the rows that are shown. */
  readonly panels: (
    tensors: readonly TensorComparison[],
    grid: Grid,
    palette: Palette,
  ) => (tensor: TensorComparison, around: PairOfNotes) => readonly Panel[];
}

export function tensorRows(
  comparison: Comparison,
  options: FigureOptions,
  { caption, share, label = rowLabel, heads, meanings, panels }: TensorRows,
): VegaLiteSpec {
  const palette = paletteOf(options.theme);
  const title = typeset(figureTitle(comparison));
  const { tensors, words } = rowsThatFit(comparison.tensors, { title, caption, options });
  const grid = layOutGrid({ tensors, words }, share, label);
  const feet = axisMeanings(grid, meanings(tensors), palette);
  const around = notesByRow(tensors, grid, palette, heads(grid, palette), feet);
  const draw = panels(tensors, grid, palette);
  const rows = tensors.map((tensor, row) => draw(tensor, around[row] as PairOfNotes));
  return framed({ ...words, palette, panels: panelsOf(rows, grid), grid });
}
