import type { Recurring } from "../../analysis/recurring.js";
import type { TensorComparison } from "../../model/comparison.js";
import type { FrameGrid } from "./frame.js";
import type { Note } from "./layers.js";
import { textWidth } from "./text.js";
import { type Palette, REGULAR, SEMI_BOLD, TEXT } from "./theme.js";

/** What stands around a heatmap of dimensions by tensors: which dimension a row is, and which tensor a column. */

/** Where its cells stand, pixels. */
export interface HeatGrid extends FrameGrid {
  readonly cellPx: number;
  readonly rowPx: number;
  readonly panelPx: number;
  /** All cells of a row together; few tensors leave a part of the panel empty. */
  readonly cellsPx: number;
  readonly heightPx: number;
}

/** What both panels show. */
export interface Sheet {
  readonly gains: readonly TensorComparison[];
  readonly dims: readonly Recurring[];
  readonly grid: HeatGrid;
  readonly palette: Palette;
}

export function dimNotes({ dims, grid: { rowPx }, palette }: Sheet): Note[] {
  const size = Math.min(TEXT.size, rowPx * 0.95);
  return [
    { x: -4, y: -8, text: "dim", align: "right", fill: palette.quietInk },
    ...dims.map(
      ({ dim }, row): Note => ({
        x: -4,
        y: (row + 0.5) * rowPx,
        text: String(dim),
        align: "right",
        baseline: "middle",
        size,
        fill: palette.quietInk,
      }),
    ),
  ];
}

/** In how many tensors each dimension is an outlier. */
export function countNotes(
  { dims, gains, grid: { rowPx, cellsPx }, palette }: Sheet,
  heading: string,
): Note[] {
  const headingPx = textWidth(heading, { size: TEXT.headSize, weight: SEMI_BOLD });
  const size = Math.min(TEXT.size, rowPx * 0.95);
  return [
    { x: Math.max(cellsPx + 4, headingPx + 8), y: -8, text: `of ${gains.length}`, fill: palette.quietInk },
    ...dims.map(
      (dim, row): Note => ({
        x: cellsPx + 4,
        y: (row + 0.5) * rowPx,
        text: `${dim.pre}→${dim.post}`,
        baseline: "middle",
        size,
        fill: palette.quietInk,
      }),
    ),
  ];
}

/** Which tensor a column is: a block's number under its LayerNorms, as far as there is room. */
export function columnNotes({ gains, grid: { cellPx, heightPx, cellsPx }, palette }: Sheet): Note[] {
  const middles = new Map<string, number[]>();
  gains.forEach(({ id }, column) => {
    const label = id.block === null ? "f" : String(id.block);
    middles.set(label, [...(middles.get(label) ?? []), (column + 0.5) * cellPx]);
  });
  let endPx = Number.NEGATIVE_INFINITY;
  const labels = [...middles].flatMap(([text, xs]): Note[] => {
    const x = xs.reduce((sum, at) => sum + at, 0) / xs.length;
    const half = textWidth(text, { size: TEXT.size, weight: REGULAR }) / 2;
    if (x - half < endPx + 3) return [];
    endPx = x + half;
    return [{ x, y: heightPx + 4, text, align: "center", baseline: "top", fill: palette.quietInk }];
  });
  const norms = new Set(gains.map(({ id }) => id.norm));
  const pairs =
    norms.has("ln_1") && norms.has("ln_2")
      ? "block (ln_1, ln_2)"
      : [...norms]
          .filter((norm) => norm !== "ln_f")
          .map((norm) => `${norm} of block`)
          .join("");
  const text = [pairs, norms.has("ln_f") ? "f: ln_f" : ""].filter((part) => part !== "").join(", ");
  return [
    ...labels,
    {
      x: Math.max(cellsPx / 2, textWidth(text, { size: TEXT.size, weight: REGULAR }) / 2),
      y: heightPx + 15,
      text,
      align: "center",
      baseline: "top",
      fill: palette.ink,
    },
  ];
}
