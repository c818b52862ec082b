import type { Parameter } from "../model/architecture.js";
import type { Comparison, MeasuredTensor } from "../model/comparison.js";
import type { Side } from "../model/numbers.js";
import { factorWords, valueWords } from "./amounts.js";
import { biasesLeftOut, haveBiasesChanged } from "./figures/biasesLeftOut.js";
import { pairLabel } from "./modelLabel.js";
import { percent, signed, significant } from "./numbers.js";
import { blockList, enumerated } from "./phrases.js";
import { dimensionsOf, normNoun } from "./sites.js";
import { typeset } from "./typeset.js";

/** What the overview says beside its drawings, in ASCII: captions, headings, numbers in panels. */

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

export interface CaptionFacts {
  readonly parameter: Parameter;
  readonly shown: readonly MeasuredTensor[];
  /** Blocks that are drawn, and those that are not. */
  readonly rows: readonly number[];
  readonly identical: readonly number[];
  /** There are blocks that were not asked for. */
  readonly isSelection: boolean;
  readonly ofBlocks: number | null;
  readonly isOfOthers: boolean;
  readonly isMirrored: boolean;
  readonly hasGutters: boolean;
  /** Blocks that have histograms over a window of their own. */
  readonly ownAxes: readonly number[];
  readonly missing: ReadonlyMap<number, Side>;
  readonly hasStrip: boolean;
  readonly hasNonFinite: boolean;
  /** Norms that there is no room for. */
  readonly normsLeftOut: readonly string[];
  /** A narrow picture says less. */
  readonly isShort: boolean;
}

/** Typeset, but for the names, which stay as they are. */
export function overviewCaption(comparison: Comparison, facts: CaptionFacts): string {
  const { parameter, shown } = facts;
  const noun = parameter === "gain" ? "gains" : "biases";
  const lengths = dimensionsOf(shown.map((tensor) => tensor.pre.values));
  return [
    `${normNoun(comparison.pre.architecture)} ${noun}, ${lengths} a tensor; ${pairLabel(comparison)}.`,
    ...sentencesOf(comparison, facts).map(typeset),
  ].join(" ");
}

function sentencesOf(comparison: Comparison, facts: CaptionFacts): string[] {
  const { parameter, isShort, isMirrored } = facts;
  return [
    rowsSentence(facts),
    ...biasesSentence(comparison, parameter),
    ...(isShort || isMirrored ? [] : ["Line, number: median; outline and grey line: pre."]),
    ...(facts.hasGutters
      ? [`Grey gutters: values outside, one tick each${isMirrored ? "" : ", and how many"}.`]
      : []),
    ...ownAxesSentence(facts.ownAxes),
    ...(facts.hasStrip && facts.hasNonFinite
      ? [`${NOT_FINITE_SIGN} marks values that are NaN or infinite.`]
      : []),
    ...(facts.hasStrip && facts.missing.size > 0 ? [missingSentence(facts.missing)] : []),
  ].filter((sentence) => sentence !== "");
}

/** Rows so many that naming them says less than where to see it. */
const MOST_NAMED = 3;

function ownAxesSentence(blocks: readonly number[]): readonly string[] {
  if (blocks.length === 0) return [];
  const isShort = blocks.length <= MOST_NAMED;
  return [`Axes of their own: ${isShort ? blockList(blocks) : "rows with numbers below them"}.`];
}

function rowsSentence(facts: CaptionFacts): string {
  const { rows, identical, isSelection, ofBlocks, isOfOthers, normsLeftOut } = facts;
  const isNamed = ofBlocks === null && (identical.length > 0 || isOfOthers || isSelection);
  const parts = [
    ...(ofBlocks === null ? [] : [`the ${rows.length} of ${ofBlocks} blocks that changed most`]),
    ...(isNamed && rows.length > 0 ? [`${blockList(rows)}${isSelection ? " only" : ""}`] : []),
  ];
  const alike =
    identical.length === 0 ? "" : `${blockList(identical)}, identical too, ${isAre(identical)} not drawn`;
  const others = isOfOthers ? "nothing else changed" : "";
  const norms =
    normsLeftOut.length === 0 ? "" : `no room for ${enumerated(normsLeftOut)}, which changed least`;
  const remarks = [alike, others, norms].filter((remark) => remark !== "").join("; ");
  const shown = parts.length === 0 ? "" : `Histograms: ${parts.join(", ")}`;
  if (shown === "" && remarks === "") return "";
  return shown === "" ? `Histograms: ${remarks}.` : `${shown}${remarks === "" ? "" : ` (${remarks})`}.`;
}

function isAre(blocks: readonly number[]): string {
  return blocks.length === 1 ? "is" : "are";
}

/** Where a user asked for both, the other figures have the biases. */
function biasesSentence(comparison: Comparison, parameter: Parameter): readonly string[] {
  const isAsked = comparison.tensors.some(({ id }) => id.parameter === "bias");
  if (parameter === "bias") return [];
  if (!isAsked) return biasesLeftOut(comparison);
  return [
    haveBiasesChanged(comparison.findings)
      ? "Biases changed too: in other figures."
      : "Biases: in other figures.",
  ];
}

/** The sign in the strip for values that are NaN or infinite, where there is no number to draw. */
export const NOT_FINITE_SIGN = "!";

function missingSentence(missing: ReadonlyMap<number, Side>): string {
  const sides = [...new Set(missing.values())];
  return `A cross marks what is missing from ${enumerated(sides)}.`;
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
