import { DIMS_SCALE } from "../../words/figures/dims.js";
import { mixed } from "./colours.js";
import { LINE_PX } from "./frame.js";
import { type Box, boxLayer, type Layer, type Note, noteLayer } from "./layers.js";
import { textWidth, typeset } from "./text.js";
import { LABEL_FONT, type Palette, TEXT } from "./theme.js";

/** The colours of changes in interquartile ranges. A linear scale would leave only what moved farthest with a colour. */

/** Equal steps of the scale; all that is beyond the last has its colour. */
const KNOTS = [0, 1, 3, 10];
/** Steps from a knot to the next: more than an eye can distinguish, and few enough for neighbours to be drawn as one. */
const STEPS = 4;
/** Up to here, in knots, the colour becomes stronger, then darker. */
const STRONGEST = 2.6;
/** So much of the way to the ink, at the end. */
const DARKEST = 0.4;

/** A whole number of steps of the scale, signed. */
export function stepOf(iqrs: number): number {
  const magnitude = Math.min(KNOTS.at(-1) as number, Math.abs(iqrs));
  const knot = KNOTS.findLastIndex((start) => start <= magnitude);
  const [start, end] = [KNOTS[knot] as number, KNOTS[knot + 1]];
  const share = end === undefined ? 0 : (magnitude - start) / (end - start);
  return Math.sign(iqrs) * Math.round((knot + share) * STEPS);
}

export function stepColour(step: number, { level, below, above, ink }: Palette): string {
  const knots = Math.abs(step) / STEPS;
  const strong = step < 0 ? below : above;
  if (knots <= STRONGEST) return mixed(level, strong, knots / STRONGEST);
  return mixed(strong, ink, (DARKEST * (knots - STRONGEST)) / (KNOTS.length - 1 - STRONGEST));
}

/** Of a number on that colour. */
export function inkOn(step: number, { background, ink }: Palette): string {
  return Math.abs(step) / STEPS >= 1.5 ? background : ink;
}

const BAR_PX = { width: 180, height: 7 };
const MOST = (KNOTS.length - 1) * STEPS;

/** From its top to the foot of its numbers. */
export const DIM_LEGEND_PX = Math.round(2 * LINE_PX + BAR_PX.height + 4);

/** A bar with its numbers, under what it means; `top` in pixels of its panel. */
export function dimLegend(top: number, isFrozenShown: boolean, palette: Palette): Layer[] {
  const y = top + LINE_PX;
  const count = 2 * MOST + 1;
  const stepPx = BAR_PX.width / count;
  const boxes = Array.from({ length: count }, (_, i): Box => {
    // Each reaches below the next one, so that no seam shows between them.
    const x2 = Math.min(BAR_PX.width, (i + 1.5) * stepPx);
    const low = i < MOST ? BAR_PX.height * (1 - FALLEN_SHARE) : 0;
    return { x: i * stepPx, x2, y: y + low, y2: y + BAR_PX.height, fill: stepColour(i - MOST, palette) };
  });
  const numbers = [...KNOTS.slice(1).map((knot) => -knot), ...KNOTS].map(
    (value): Note => ({
      x: (stepOf(value) + MOST + 0.5) * stepPx,
      y: y + BAR_PX.height + 3,
      text: typeset(value > 0 ? `+${value}` : String(value)),
      align: "center",
      baseline: "top",
      fill: palette.quietInk,
      size: TEXT.noteSize,
    }),
  );
  const meaning: Note = { x: 0, y: y - 4, text: DIMS_SCALE, fill: palette.ink };
  const frozenX = textWidth(DIMS_SCALE, LABEL_FONT) + 14;
  const frozen = isFrozenShown
    ? {
        boxes: [{ x: frozenX, x2: frozenX + 12, y: y - 11, y2: y - 4, fill: palette.frozen }],
        notes: [{ x: frozenX + 16, y: y - 4, text: "identical", fill: palette.quietInk }],
      }
    : { boxes: [], notes: [] };
  return [boxLayer([...boxes, ...frozen.boxes]), noteLayer([meaning, ...numbers, ...frozen.notes])];
}

/** What fell is lower, since colours alone would not say below from above in greyscale. */
export const FALLEN_SHARE = 0.55;
