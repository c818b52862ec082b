import type { TensorComparison } from "../../model/comparison.js";
import { significant } from "../../words/numbers.js";
import { keptApart } from "./apart.js";
import { LINE_PX } from "./frame.js";
import type { Note } from "./layers.js";
import type { PanelGrid } from "./panels.js";
import type { Point } from "./spreadPoints.js";
import { textWidth, typeset } from "./text.js";
import { type Palette, SEMI_BOLD, TEXT } from "./theme.js";

/** The words in the panels of `spread`: the names of the norms, and what is beyond the axis. */

/** Colours of a block's norms by name; each norm has the same colour in every selection. */
export type Colours = ReadonlyMap<string, string>;

/** Room for the names at the ends of the lines. */
export const LEAST_NAMES_PX = 24;
/** Between the end of a line and its name. */
const NAME_GAP_PX = 3;

/** Room for the names of the norms, at the ends of their lines. */
export function namesPx(tensors: readonly TensorComparison[]): number {
  const names = new Set(tensors.map(({ id }) => id.norm));
  const widths = [...names].map((name) => textWidth(name, { size: TEXT.size, weight: SEMI_BOLD }));
  return Math.max(LEAST_NAMES_PX, ...widths.map((width) => Math.ceil(width) + NAME_GAP_PX));
}

/** The norms' names beside the last values of post, or of pre where post has none; kept apart. */
export function nameNotes(
  points: readonly Point[],
  top: number,
  { panelPx, heightPx }: PanelGrid,
  colours: Colours,
): Note[] {
  const ends = [...colours].flatMap(([norm, fill]) => {
    const lastOf = (side: Point["side"]) =>
      points.findLast((point) => point.side === side && point.norm === norm && point.value !== null);
    const last = lastOf("post") ?? lastOf("pre");
    if (last?.value === undefined || last.value === null) return [];
    return [{ norm, fill, y: heightPx * (1 - Math.min(1, last.value / top)) }];
  });
  const apart = keptApart(
    ends.map(({ y }) => y),
    TEXT.size,
  );
  return ends.map(({ norm, fill }, i) => ({
    x: panelPx + NAME_GAP_PX,
    y: apart[i] as number,
    text: norm,
    fill,
    weight: SEMI_BOLD,
    baseline: "middle",
  }));
}

const NAMED_OFF_SCALE = 3;
/** From the top of a panel to the first line of its notes, and below the last. */
const NOTES_PX = { above: 8, below: 4 };

/** Points that are beyond the top of the axis, in words. */
export function offScaleNotes(points: readonly Point[], top: number, palette: Palette): Note[] {
  return offScaleTexts(points, top).map((text, i) => ({
    x: 4,
    y: NOTES_PX.above + i * LINE_PX,
    text,
    fill: palette.quietInk,
    size: TEXT.noteSize,
  }));
}

/** Both sides of a tensor are one text where they read the same, or where both are beyond. */
function offScaleTexts(points: readonly Point[], top: number): string[] {
  const above = points.filter(
    ({ value, side, identical }) => value !== null && value > top && !(side === "pre" && identical),
  );
  const tensors = [...new Set(above.map(({ tensor }) => tensor))].map((tensor) => {
    const own = above.filter((point) => point.tensor === tensor);
    const values = [...new Set(own.map(({ value }) => typeset(significant(value, 2))))];
    const isOneSide = own.length === 1 && own[0]?.identical === false;
    return `↑ ${tensor}${isOneSide ? ` ${own[0]?.side}` : ""}: ${values.join("→")}`;
  });
  const named = tensors.slice(0, NAMED_OFF_SCALE);
  const more = tensors.length - named.length;
  return [...named, ...(more > 0 ? [`↑ and ${more} more`] : [])];
}

/** Where an axis that would end at `top` has to end so that its notes are above every point on it. */
export function withRoomForNotes(points: readonly Point[], top: number, heightPx: number): number {
  const lines = offScaleTexts(points, top).length;
  if (lines === 0) return top;
  const share = (NOTES_PX.above + (lines - 1) * LINE_PX + NOTES_PX.below) / heightPx;
  const highest = Math.max(0, ...points.map(({ value }) => (value !== null && value <= top ? value : 0)));
  return Math.max(top, highest / (1 - share));
}
