import type { OutputSplit, ProbedChange } from "../../model/probe.js";
import { percentWords } from "../../words/probe/amounts.js";
import type { Box, Note } from "./layers.js";
import { type Palette, TEXT } from "./theme.js";

/** Bars of what a change comes from, a row a norm, in pixels of their panel. */

export type Cause = keyof OutputSplit;

/** How rows are drawn. */
export interface BarRows {
  readonly rowPx: number;
  readonly palette: Palette;
}

/** From the name of a row to its bar. */
export const LABEL_GAP_PX = 6;
/** Of a row. */
const BAR = 0.66;
/** A share that is so many times the next one would leave the others at the foot of the axis; so many may be cut. */
const FAR_ABOVE = 4;
const MOST_CUT = 3;
const HEADROOM = 1.08;
/** In the colours of what changed. */
export function colourOf(part: Cause, { frozen, norms, ink }: Palette): string {
  return part === "input" ? frozen : ((part === "gain" ? norms[3] : norms[2]) ?? ink);
}

/** From the most that works against the change to the largest share that is not far above the others. */
export function sharesDomain(rows: readonly ProbedChange[]): readonly [number, number] {
  const side = (sign: 1 | -1) =>
    rows
      .map(
        ({ split }) =>
          Math.max(0, sign * 100 * (split?.gain ?? 0)) + Math.max(0, sign * 100 * (split?.bias ?? 0)),
      )
      .toSorted((a, b) => a - b);
  return [-cut(side(-1)), Math.max(cut(side(1)), 1e-6)];
}

/** Without those that are far above the next one: these are written beside their bars. */
function cut(ascending: readonly number[]): number {
  const kept = ascending.slice();
  for (let left = MOST_CUT; left > 0; left--) {
    const [next, largest] = [kept.at(-2) ?? 0, kept.at(-1) ?? 0];
    if (next <= 0 || largest <= FAR_ABOVE * next) break;
    kept.pop();
  }
  return (kept.at(-1) ?? 0) * HEADROOM;
}

/** Beside each other from the left, each as wide as it is told. */
export function stacked(
  parts: readonly Cause[],
  widthOf: (part: Cause) => number,
  row: number,
  shown: BarRows,
  change: ProbedChange,
): Box[] {
  let x = 0;
  return parts.flatMap((part) => {
    const from = x;
    x += widthOf(part);
    return x === from
      ? []
      : [{ ...bar(from, x, row, colourOf(part, shown.palette), shown), ...causeTold(part, change) }];
  });
}

/** What a bar tells: how much of the change of the output is this part's. */
export function causeTold(
  part: Cause,
  { name, outputChange, split }: ProbedChange,
): Pick<Box, "tensor" | "facts"> {
  return {
    tensor: name,
    facts: {
      "output changed": percentWords(outputChange),
      [`of which by ${part}`]: percentWords(split?.[part] ?? 0),
    },
  };
}

/** In that row, between those pixels. */
export function bar(x: number, x2: number, row: number, fill: string, { rowPx }: BarRows): Box {
  const blank = (rowPx * (1 - BAR)) / 2;
  return { x, x2, y: row * rowPx + blank, y2: (row + 1) * rowPx - blank, fill };
}

/** Where text of a row is. */
export function rowNote(row: number, { rowPx }: BarRows): Pick<Note, "y" | "baseline"> {
  return { y: (row + 0.5) * rowPx, baseline: "middle" };
}

/** The name of a row, left of it. */
export function nameNote(name: string, row: number, shown: BarRows): Note {
  return {
    ...rowNote(row, shown),
    x: -LABEL_GAP_PX,
    text: name,
    fill: shown.palette.quietInk,
    align: "right",
  };
}

/** As many as have room, where rows are lower than letters. */
export function labelled(notes: readonly Note[], { rowPx }: BarRows): readonly Note[] {
  const every = Math.max(1, Math.ceil(TEXT.size / rowPx));
  return notes.filter((_, i) => i % every === 0);
}
