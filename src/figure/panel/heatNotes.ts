import { frozenBlocks } from "../../analysis/blocks.js";
import type { Recurring } from "../../analysis/recurring.js";
import type { TensorComparison } from "../../model/comparison.js";
import type { FrameGrid } from "./frame.js";
import type { Note } from "./layers.js";
import { textWidth } from "./text.js";
import { type Palette, REGULAR, SEMI_BOLD, TEXT } from "./theme.js";
import { blockTicks } from "./ticks.js";

/** The words around a heatmap of dimensions by tensors: which dimension a row is, and which tensor a column. */

/** Where its cells are, in pixels. */
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

/** Which tensor a column is: a block's number under its norms, where there is room. */
export function columnNotes({ gains, grid: { cellPx, heightPx, cellsPx }, palette }: Sheet): Note[] {
  const letters = lettersOf(gains);
  const middles = new Map<string, number[]>();
  gains.forEach(({ id }, column) => {
    const label = id.block === null ? (letters.get(id.norm) ?? "") : String(id.block);
    middles.set(label, [...(middles.get(label) ?? []), (column + 0.5) * cellPx]);
  });
  const blocks = [...new Set(gains.flatMap(({ id }) => (id.block === null ? [] : [id.block])))];
  const inBlocks = gains.length - letters.size;
  const perBlock = (cellPx * inBlocks) / Math.max(1, blocks.length);
  const frozen = frozenBlocks(gains);
  // The letters of norms outside of the blocks are beside the last block.
  const numbered = blockTicksAt(blocks, frozen, perBlock).filter((block) => {
    const isBesideLetter = letters.size > 0 && block === blocks.at(-1);
    return !isBesideLetter || perBlock / 2 + cellPx / 2 >= LETTER_PX;
  });
  const shown = new Set([...numbered, ...letters.values()].map(String));
  const labels = [...middles].flatMap(([text, xs]): Note[] => {
    const x = xs.reduce((sum, at) => sum + at, 0) / xs.length;
    return shown.has(text)
      ? [{ x, y: heightPx + 4, text, align: "center", baseline: "top", fill: palette.quietInk }]
      : [];
  });
  const text = columnsMeaning(gains, letters);
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

/** By their places, not their numbers: the columns of chosen blocks are beside each other. */
function blockTicksAt(blocks: readonly number[], frozen: readonly number[], perBlock: number): number[] {
  const isContiguous = blocks.every((block, i) => i === 0 || block === (blocks[i - 1] as number) + 1);
  if (isContiguous) return blockTicks(blocks, frozen, perBlock);
  const every = Math.ceil(MOST_LABEL_PX / perBlock);
  return blocks.filter((_, i) => i % every === 0);
}

/** From the middle of a block's number to that of a letter. */
const LETTER_PX = 12;

/** Room for a block's number and the blank beside it. */
const MOST_LABEL_PX = 16;

/** What columns outside of the blocks are called: "f" for the final norm, letters from "a" on for others. */
function lettersOf(gains: readonly TensorComparison[]): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  for (const { id, site } of gains) {
    if (id.block !== null) continue;
    letters.set(id.norm, site.feeds.includes("head") ? "f" : String.fromCharCode(97 + letters.size));
  }
  return letters;
}

function columnsMeaning(gains: readonly TensorComparison[], letters: ReadonlyMap<string, string>): string {
  const inBlocks = [...new Set(gains.filter(({ id }) => id.block !== null).map(({ id }) => id.norm))];
  const blocks = inBlocks.length > 1 ? `block (${inBlocks.join(", ")})` : `${inBlocks[0]} of block`;
  const others = [...letters].map(([norm, letter]) => `${letter}: ${norm}`);
  return [...(inBlocks.length === 0 ? [] : [blocks]), ...others].join(", ");
}
