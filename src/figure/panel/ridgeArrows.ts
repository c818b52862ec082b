import type { TensorComparison } from "../../model/comparison.js";
import { significant } from "../../words/numbers.js";
import type { CurvePoint } from "./curves.js";
import type { Note } from "./layers.js";
import type { PanelSize } from "./panel.js";
import type { Span } from "./span.js";
import { textWidth, typeset } from "./text.js";
import { NOTE_FONT, type Palette } from "./theme.js";

/** In a ridgeline, the arrow towards the bulk of a row that is beyond the axis. */

/** From a row's baseline up to its arrow. */
const RISE_PX = 8;
/** Curves keep so far from the words. */
const CLEAR_PX = 1;

/** Where a row is, and what is drawn in its panel. */
interface Place {
  readonly size: PanelSize;
  readonly span: Span;
  /** Pixels from the bottom of the panel to the row's baseline. */
  readonly basePx: number;
  /** Of all rows, in pixels from the bottom of the panel. */
  readonly curves: readonly CurvePoint[];
}

/** With the median where no curve is in the way of the words; alone where one is. None where the bulk is on the axis. */
export function arrowNotes({ pre, post }: TensorComparison, place: Place, palette: Palette): Note[] {
  const { size, span, basePx } = place;
  const median = post.summary.median ?? pre.summary.median;
  if (median === null || (median >= span.lo && median <= span.hi)) return [];
  const isRight = median > span.hi;
  const words = `median ${typeset(significant(median, 3))}`;
  const [arrow, whole] = isRight ? ["→", `${words} →`] : ["←", `← ${words}`];
  const text = isFree(whole, isRight, place) ? whole : arrow;
  return [
    {
      x: isRight ? size.width : 0,
      y: size.height - basePx - RISE_PX,
      text,
      align: isRight ? "right" : "left",
      fill: palette.quietInk,
      size: NOTE_FONT.size,
    },
  ];
}

function isFree(text: string, isRight: boolean, { size, span, basePx, curves }: Place): boolean {
  const width = textWidth(text, NOTE_FONT) + CLEAR_PX;
  const [from, to] = isRight ? [size.width - width, size.width] : [0, width];
  const [foot, top] = [basePx + RISE_PX - CLEAR_PX, basePx + RISE_PX + NOTE_FONT.size + CLEAR_PX];
  const perUnit = size.width / (span.hi - span.lo);
  return !curves.some(({ x, y, base }) => {
    const px = (x - span.lo) * perUnit;
    return px >= from && px <= to && (y ?? 0) >= foot && (base ?? 0) <= top;
  });
}
