import { mixed } from "./colours.js";
import { LINE_PX } from "./frame.js";
import { type Box, boxLayer, type Layer, type Note, noteLayer } from "./layers.js";
import { typeset } from "./text.js";
import { type Palette, TEXT } from "./theme.js";

/** The colours of a correlation: most steps between 0.5 and 1, where whatever is akin lies. */

/** From here down all have one colour. */
const LOWEST = -0.5;
/** Above this a tensor is as good as the same. */
const ALIKE = 0.9;
/** So much of the way to the ink. */
const DARKEST = 0.65;

export function kinColour(correlation: number, { below, level, above, ink }: Palette): string {
  if (correlation < 0) return mixed(level, below, Math.min(1, correlation / LOWEST));
  if (correlation <= ALIKE) return mixed(level, above, (correlation / ALIKE) ** 1.2);
  return mixed(above, ink, (DARKEST * (correlation - ALIKE)) / (1 - ALIKE));
}

const BAR_PX = { width: 110, height: 7 };
const BAR_STEPS = 60;
const MARKS = [LOWEST, 0, 0.5, 1];

/** Of the bar, its numbers and its meaning. */
export const KIN_LEGEND_PX = 2 * LINE_PX + BAR_PX.height;

/** The scale as a bar under what it means; `top` in pixels of its panel. */
export function kinLegend(top: number, palette: Palette): Layer[] {
  const xOf = (correlation: number) => (BAR_PX.width * (correlation - LOWEST)) / (1 - LOWEST);
  const step = BAR_PX.width / BAR_STEPS;
  const y = top + LINE_PX;
  const boxes = Array.from(
    { length: BAR_STEPS },
    (_, i): Box => ({
      x: i * step,
      // Each reaches below the next one, so that no seam shows between them.
      x2: Math.min(BAR_PX.width, (i + 1.5) * step),
      y,
      y2: y + BAR_PX.height,
      fill: kinColour(LOWEST + ((i + 0.5) * (1 - LOWEST)) / BAR_STEPS, palette),
    }),
  );
  const numbers = MARKS.map(
    (mark): Note => ({
      x: xOf(mark),
      y: y + BAR_PX.height + 3,
      text: typeset(mark === LOWEST ? `≤${mark}` : String(mark)),
      align: mark === LOWEST ? "left" : "center",
      baseline: "top",
      fill: palette.quietInk,
      size: TEXT.noteSize,
    }),
  );
  return [
    boxLayer(boxes),
    noteLayer([{ x: 0, y: y - 4, text: "rank correlation (Spearman)", fill: palette.ink }, ...numbers]),
  ];
}
