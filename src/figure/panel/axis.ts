import { type Axes, LABEL_FONT } from "./layers.js";
import { textWidth } from "./text.js";
import { fitTicks, labelOf, roundTicks, type Ticks } from "./ticks.js";

/** An axis whose values are those of the data: where it runs, and its ticks. */

/** Where an axis runs: values, and the pixels of its panel that they stand at. */
export interface Stretch {
  readonly lo: number;
  readonly hi: number;
  readonly startPx: number;
  readonly endPx: number;
}

/** Half of a label may stand beyond the end of an axis that nothing stands beside. */
const FREE_OVERHANG_PX = 8;

/** A linear axis from `lo` to `hi`, over these pixels of a panel. */
export function linearAxis(
  { lo, hi, startPx, endPx }: Stretch,
  {
    signed = false,
    overhang = FREE_OVERHANG_PX,
  }: { readonly signed?: boolean; readonly overhang?: number } = {},
): Pick<Axes, "xDomain" | "xRange" | "xAxis"> {
  const { values, format } = fitTicks({
    lo,
    hi,
    length: endPx - startPx,
    font: LABEL_FONT,
    signed,
    overhang,
  });
  return {
    xDomain: [lo, hi],
    xRange: [startPx, endPx],
    xAxis: values.length > 0 ? { values, ...labelFormat(format, signed) } : { values: [] },
  };
}

/** Zero is "0" beside "+0.05" and "5e-42". */
export function labelFormat(format: string, signed: boolean): Readonly<Record<string, string>> {
  const plain = !signed && format.endsWith("f");
  return plain
    ? { format }
    : { format: `${signed ? "+" : ""}${format}`, labelExpr: "datum.value === 0 ? '0' : datum.label" };
}

/** From the end of a label to the axis: its tick, and the blank before that. */
const TICK_PX = 6;

/** Room that the labels of a y axis from `lo` to `hi` take, in pixels; its panels may turn out to have fewer of them. */
export function yLabelsPx(lo: number, hi: number, signed = false): number {
  const { values, format } = roundTicks(lo, hi, MOST_Y_TICKS);
  const texts = values.map((value) => `${signed && value > 0 ? "+" : ""}${labelOf(value, format)}`);
  return Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, LABEL_FONT)))) + TICK_PX;
}

/** As many round ticks as stand well below each other. */
export function yTicks(lo: number, hi: number, height: number): Ticks {
  return roundTicks(lo, hi, height > 90 ? MOST_Y_TICKS : MOST_Y_TICKS - 1);
}

const MOST_Y_TICKS = 5;
