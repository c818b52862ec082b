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

/** Points that are beyond the top of the axis, in words. */
export function offScaleNotes(points: readonly Point[], top: number, palette: Palette): Note[] {
  const above = points.filter(
    ({ value, side, identical }) => value !== null && value > top && !(side === "pre" && identical),
  );
  const named = above.slice(0, NAMED_OFF_SCALE).map(({ tensor, side, value, identical }) => {
    return `↑ ${tensor}${identical ? "" : ` ${side}`}: ${typeset(significant(value, 2))}`;
  });
  const more = above.length > named.length ? [`↑ and ${above.length - named.length} more`] : [];
  return [...named, ...more].map((text, i) => ({
    x: 4,
    y: 8 + i * LINE_PX,
    text,
    fill: palette.quietInk,
    size: TEXT.noteSize,
  }));
}
