import type { Axis } from "./axis.js";
import { yTicks } from "./axis.js";
import type { Fields } from "./fields.js";
import { textWidth } from "./text.js";
import { LABEL_FONT } from "./theme.js";
import { fitTicks, labelOf, roundTicks } from "./ticks.js";

/** Axes of growth in percent, with its sign. */

const LOOK: Fields = { labelExpr: "datum.value === 0 ? '0 %' : datum.label + ' %'" };
/** From the end of a label to the axis. */
const TICK_PX = 6;
const MOST_TICKS = 5;
/** Labels of an x axis may reach so far beyond its ends. */
const MOST_OVERHANG_PX = 6;

/** Room that the labels from `lo` to `hi` take at the left of an axis, in pixels. */
export function percentLabelsPx(lo: number, hi: number): number {
  const { values, format } = roundTicks(lo, hi, MOST_TICKS);
  const widths = values.map((value) => textWidth(`+${labelOf(Math.abs(value), format)} %`, LABEL_FONT));
  return Math.ceil(Math.max(0, ...widths)) + TICK_PX;
}

export function percentY(lo: number, hi: number, heightPx: number): Axis {
  const { values, format } = yTicks(lo, hi, heightPx);
  return {
    scale: { domain: [lo, hi] },
    ticks: { values, format: `+${format}` },
    kind: { type: "linear", look: LOOK },
  };
}

export function percentX(lo: number, hi: number, widthPx: number): Axis {
  const { values, format } = fitTicks({
    lo,
    hi,
    length: widthPx,
    font: LABEL_FONT,
    signed: true,
    suffix: " %",
    overhang: MOST_OVERHANG_PX,
  });
  return {
    scale: { domain: [lo, hi] },
    ticks: { values, format: `+${format}` },
    kind: { type: "linear", look: LOOK },
  };
}
