import type { Fields } from "./fields.js";
import { textWidth } from "./text.js";
import { LABEL_FONT } from "./theme.js";
import { fitTicks, labelOf, roundTicks, type Ticks } from "./ticks.js";

/** The axes of a panel: which values they run over, at which pixels, and their ticks. */

export interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

/** `scale` and `ticks` are one panel's own, by the names that Vega-Lite has for them. Panels that are alike share `kind`. */
export interface Axis {
  readonly scale: AxisScale;
  readonly ticks: AxisTicks;
  readonly kind: AxisKind;
}

interface AxisScale {
  /** Of a symmetric logarithm: the magnitude up to which it is about linear. */
  readonly constant?: number;
  readonly domain: readonly [lo: number, hi: number];
  /** Pixels of the panel; all of them where it is left out. */
  readonly range?: readonly [startPx: number, endPx: number];
}

interface AxisTicks {
  readonly values?: readonly number[];
  /** Of d3-format. */
  readonly format?: string;
}

interface AxisKind {
  readonly type: "linear" | "symlog" | "log";
  /** What Vega-Lite's `axis` says beyond the ticks; null: no axis is drawn. */
  readonly look: Fields | null;
}

/** A scale that shows nothing of itself. */
export function hiddenAxis(domain: AxisScale["domain"]): Axis {
  return { scale: { domain }, ticks: {}, kind: { type: "linear", look: null } };
}

/** An axis of how many values there are in a bin. */
export function countAxis(domain: AxisScale["domain"], { values }: Ticks): Axis {
  return {
    scale: { domain },
    ticks: { values: values.filter(Number.isInteger), format: ",d" },
    kind: { type: "linear", look: { domain: false } },
  };
}

/** The part of an axis between two values, and the pixels of its panel at which they are. */
export interface Stretch {
  readonly lo: number;
  readonly hi: number;
  readonly startPx: number;
  readonly endPx: number;
}

/** Half of a label may reach beyond the end of an axis that has nothing beside it. */
const FREE_OVERHANG_PX = 8;

/** A linear axis from `lo` to `hi`, over these pixels of a panel. */
export function linearAxis(
  { lo, hi, startPx, endPx }: Stretch,
  {
    signed = false,
    overhang = FREE_OVERHANG_PX,
  }: { readonly signed?: boolean; readonly overhang?: number } = {},
): Axis {
  const { values, format } = fitTicks({
    lo,
    hi,
    length: endPx - startPx,
    font: LABEL_FONT,
    signed,
    overhang,
  });
  const labels = values.length > 0 ? labelFormat(format, signed) : { format: {}, look: {} };
  return {
    scale: { domain: [lo, hi], range: [startPx, endPx] },
    ticks: { values, ...labels.format },
    // A label at the end of the axis is centred like all others: ticks were chosen for that.
    kind: { type: "linear", look: { ...labels.look, labelFlush: false } },
  };
}

/** Zero is written as "0" beside "+0.05" and "5e−42", and exponents have the minus that all other numbers have. */
export const ZERO_AS_0: Fields = {
  labelExpr: "datum.value === 0 ? '0' : replace(datum.label, 'e-', 'e−')",
};

/** What an axis needs for labels of this format, with a plus sign before positive values where `signed`. */
export function labelFormat(
  format: string,
  signed: boolean,
): { readonly format: { readonly format: string }; readonly look: Fields } {
  const plain = !signed && format.endsWith("f");
  return plain
    ? { format: { format }, look: {} }
    : { format: { format: `${signed ? "+" : ""}${format}` }, look: ZERO_AS_0 };
}

/** From the end of a label to the axis: the tick, and the blank before it. */
const TICK_PX = 6;

/** Room that the labels of a y axis from `lo` to `hi` take, in pixels; its panels may turn out to have fewer of them. */
export function yLabelsPx(lo: number, hi: number, signed = false): number {
  const { values, format } = roundTicks(lo, hi, MOST_Y_TICKS);
  const texts = values.map((value) => `${signed && value > 0 ? "+" : ""}${labelOf(value, format)}`);
  return Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, LABEL_FONT)))) + TICK_PX;
}

/** As many round ticks as have their labels well apart. */
export function yTicks(lo: number, hi: number, height: number): Ticks {
  return roundTicks(lo, hi, height > 90 ? MOST_Y_TICKS : MOST_Y_TICKS - 1);
}

const MOST_Y_TICKS = 5;
