import type { TensorComparison } from "../../model/comparison.js";
import { LINE_PX } from "./frame.js";
import type { Box, Note } from "./layers.js";
import { typeset } from "./text.js";
import { type Palette, TEXT } from "./theme.js";

/** A diverging scale of colours, and the cells that it paints. */

export interface Heat {
  /** It shows how far values moved, so that an identical tensor has no colour of the scale. */
  readonly ofChange: boolean;
  /** What a cell's colour means. */
  readonly meaning: string;
  /** Values are clamped to this magnitude. */
  readonly limit: number;
  /** Null where it is undefined. */
  readonly measure: (tensor: TensorComparison, dim: number) => number | null;
}

export interface Cell {
  readonly fill: string;
  /** The colour of a dot in it: colours alone would not say below from above in greyscale. */
  readonly dot: string | null;
  /** It is crossed, since it has no value. */
  readonly isUndefined: boolean;
}

/** A value that is below the middle by more than this share of the limit has a dot. */
const DOT_SHARE = 1 / 3;

export function cellOf(heat: Heat, tensor: TensorComparison, dim: number, palette: Palette): Cell {
  const value = heat.measure(tensor, dim);
  if (value === null) return { fill: palette.background, dot: null, isUndefined: true };
  const isFrozen = heat.ofChange && tensor.change.identical;
  const share = clamp(value / heat.limit);
  return {
    fill: isFrozen ? palette.frozen : colourAt(share, palette),
    dot: !isFrozen && share < -DOT_SHARE ? palette.background : null,
    isUndefined: false,
  };
}

function clamp(share: number): number {
  return Math.max(-1, Math.min(1, share));
}

/** From -1 (below) through 0 (level) to 1 (above), linear in RGB. */
function colourAt(share: number, { below, level, above }: Palette): string {
  const [from, to] = [channels(level), channels(share < 0 ? below : above)];
  const mixed = from.map((channel, i) =>
    Math.round(channel + ((to[i] as number) - channel) * Math.abs(share)),
  );
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

const LEGEND = { width: 110, height: 7 };
/** Steps of the bar that shows the scale: more than an eye can distinguish. */
const LEGEND_STEPS = 56;

/** The scale as a bar, below its words, whose top is at `top` pixels. */
export function legendBoxes(top: number, palette: Palette): Box[] {
  const step = LEGEND.width / LEGEND_STEPS;
  return Array.from({ length: LEGEND_STEPS }, (_, i) => ({
    x: i * step,
    // Each reaches below the next one, so that there is no visible seam between them.
    x2: Math.min(LEGEND.width, (i + 1.5) * step),
    y: top + LINE_PX + 2,
    y2: top + LINE_PX + 2 + LEGEND.height,
    fill: colourAt((2 * (i + 0.5)) / LEGEND_STEPS - 1, palette),
  }));
}

/** What the colours mean, above their bar, and the numbers below it. */
export function legendNotes({ meaning, limit }: Heat, top: number, palette: Palette): Note[] {
  const labels = [`≤${-limit}`, `${-limit / 2}`, "0", `${limit / 2}`, `≥${limit}`];
  const numbers = labels.map(
    (text, i): Note => ({
      x: (LEGEND.width * i) / (labels.length - 1),
      y: top + LINE_PX + LEGEND.height + 5,
      text: typeset(text),
      align: "center",
      baseline: "top",
      fill: palette.quietInk,
      size: TEXT.noteSize,
    }),
  );
  return [{ x: 0, y: top + LINE_PX - 3, text: meaning, fill: palette.ink }, ...numbers];
}
