import type { Parameter } from "../model/architecture.js";
import type { MeasuredTensor } from "../model/comparison.js";
import type { Side } from "../model/numbers.js";
import { factorWords, valueWords } from "./amounts.js";
import { percent, signed, significant } from "./numbers.js";

/** What the overview says in its panels and above them, in ASCII. */

/** From a doubling on, and from a third down, a factor reads better than a percentage. */
export const FACTOR = { high: 2, low: 1 / 3 };
/** A median that moved by so many interquartile ranges is what changed; else their width is. */
const MOVED_IQRS = 0.5;
/** A change of the median that is set in bold: as a fraction of it, or of the interquartile range. */
const NOTABLE = { fraction: 0.05, iqrRatio: 1.15 };

/** A dim that moved by more interquartile ranges is told where the median did not move. */
const FAR_IQRS = 5;

export interface ChangeWords {
  readonly text: string;
  readonly isNotable: boolean;
}

/** What a panel of after says of its tensor: how far the median moved, or what changed instead. */
export function changeWords(
  { id, change, pre }: MeasuredTensor,
  isOrderLost: boolean,
  isShort: boolean,
): ChangeWords {
  if (change.identical) return { text: "identical", isNotable: false };
  if (isOrderLost && change.spearman !== null && Math.abs(change.spearman) < LOST_ORDER)
    return { text: `order ${change.spearman.toFixed(2).replace("-0.00", "0.00")}`, isNotable: true };
  const { medianFraction: fraction, medianChange, iqrRatio } = change;
  // Biases are about zero: a fraction of their median says nothing, even where it is defined.
  if (fraction !== null && id.parameter === "gain") {
    // Of a median below zero, more of it is a fall.
    const growth = pre.summary.median !== null && pre.summary.median < 0 ? -fraction : fraction;
    const factor = 1 + growth;
    if (factor < 0) return { text: "sign changed", isNotable: true };
    const isFar = factor >= FACTOR.high || (factor > 0 && factor <= FACTOR.low);
    const text = isFar ? factorWords(factor) : percentWords(growth, isShort);
    const [first] = change.topMoved;
    if (text === STILL && first !== undefined && Math.abs(first.delta) > FAR_IQRS * (pre.summary.iqr ?? 0))
      return { text: `dim ${first.dim}: ${signed(first.delta)}`, isNotable: true };
    return { text, isNotable: Math.abs(growth) >= NOTABLE.fraction };
  }
  if (medianChange === null) return { text: "", isNotable: false };
  const iqr = pre.summary.iqr ?? 0;
  if (iqr > 0 && iqrRatio !== null && Math.abs(medianChange) < MOVED_IQRS * iqr)
    return { text: `IQR ${factorWords(iqrRatio)}`, isNotable: isNotableRatio(iqrRatio) };
  return { text: signed(medianChange), isNotable: true };
}

/** "+14.9 %", and of what reads as zero "0.0 %". */
function percentWords(fraction: number, isShort: boolean): string {
  const whole = Math.round(100 * fraction);
  if (isShort && Math.abs(fraction) >= 0.005) return `${whole > 0 ? "+" : ""}${whole} %`;
  const text = percent(fraction).replace("%", " %");
  return /^[+-]0\.0 %$/.test(text) ? STILL : text;
}

/** Of a median that did not move: what did is a dim. */
const STILL = "0.0 %";

function isNotableRatio(ratio: number): boolean {
  return ratio >= NOTABLE.iqrRatio || ratio <= 1 / NOTABLE.iqrRatio;
}

/** Rank correlations nearer to zero say that dimensions do not keep their places. */
export const LOST_ORDER = 0.3;

export function medianWords(median: number | null): string {
  return median === null ? "" : significant(median, 3);
}

/** "dim 496: 17.4" */
export function dimWords(dim: number, value: number): string {
  return `dim ${dim}: ${Number.isFinite(value) ? significant(value, 3) : valueWords(value)}`;
}

export function nonFiniteWords(count: number): string {
  return count === 0 ? "" : `${count} not finite`;
}

/** What a panel without a histogram says. */
export const NOTHING_FINITE = "no finite values";
export const NO_BINS = "float64 has no bins for these values";

/** What a panel of ratios to pre says where pre has nothing to divide by. */
export const NO_RATIO = "not defined: pre has no IQR";

export function missingWords(from: Side): string {
  return `missing from ${from}`;
}

/** Two lines above a panel of the strip. */
export interface Heading {
  readonly title: string;
  readonly sub: string;
}

export type MedianUnit = "percent" | "factor" | "iqrs" | "values";

export function medianHeading(parameter: Parameter, unit: MedianUnit): Heading {
  const subs: Readonly<Record<MedianUnit, string>> = {
    percent: "change by block",
    factor: "post / pre, by block",
    iqrs: "change in IQRs of pre",
    values: "change by block",
  };
  return { title: `Median ${parameter}`, sub: subs[unit] };
}

export const WIDTH_HEADING: Heading = { title: "Width of the bulk", sub: "IQR, post / pre" };
export const ORDER_HEADING: Heading = {
  title: "Order, pre against post",
  sub: "rank correlation of the dims",
};

export type DimsUnit = "iqrs" | "medians" | "values";

/** `held`: the share of the dims that the line of a tensor spans. */
export function dimsHeading(unit: DimsUnit, held: number, areNamed: boolean): Heading {
  const units: Readonly<Record<DimsUnit, string>> = {
    iqrs: ", in IQRs of pre",
    medians: ", in medians of pre",
    values: "",
  };
  const percentage = `${Number((100 * held).toFixed(1))} %`;
  return {
    title: `Change of every dimension${units[unit]}`,
    sub: `bar: half; line: ${percentage}; dots: the rest${areNamed ? ", farthest named by dim" : ""}`,
  };
}

/** What the values on the x axis of histograms are. */
export function axisWords(parameter: Parameter, mode: MedianUnit): string {
  const meanings: Readonly<Record<MedianUnit, string>> = {
    percent: `${parameter}, % of pre median`,
    factor: `${parameter} / pre median`,
    iqrs: `${parameter} minus pre median, IQRs`,
    values: parameter,
  };
  return meanings[mode];
}

export const MIRROR_KEY = { pre: "pre, up", post: "post, down" };
