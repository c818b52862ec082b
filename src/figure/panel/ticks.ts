import { significant } from "../../words/numbers.js";
import { type FontStyle, textWidth, typeset } from "./text.js";

/** Tick values and the d3-format that labels them all alike. */
export interface Ticks {
  readonly values: readonly number[];
  readonly format: string;
}

/** The axis that ticks are for. */
export interface AxisSpan {
  readonly lo: number;
  readonly hi: number;
  /** Length in pixels. */
  readonly length: number;
  readonly font: FontStyle;
  /** Labels of positive values have a plus sign. */
  readonly signed: boolean;
  /** Behind every label. */
  readonly suffix?: string;
  /** How many pixels a label may reach beyond the ends; negative if another number is there. */
  readonly overhang: number;
}

/** No axis has more. */
const MOST_TICKS = 5;

/** Blank space between two labels, in ems. */
const LABEL_GAP_EM = 0.7;

const MOST_CANDIDATES = 50;

/** Steps between ticks are one of these times a power of ten. */
const STEPS = [1, 2, 5];

/** As many round ticks as fit the axis without their labels touching: two at least, since one alone makes no scale. */
export function fitTicks(axis: AxisSpan): Ticks {
  const candidates = candidateTicks(axis.lo, axis.hi, MOST_TICKS);
  const fitting = candidates.map((ticks) => labelled(ticks, axis)).filter((ticks) => ticks !== null);
  return (
    firstWith(2, fitting) ??
    candidates.map((ticks) => outermost(ticks, axis)).findLast((ticks) => ticks !== null) ??
    firstWith(1, fitting) ??
    NO_TICKS
  );
}

/** As many round ticks over [lo, hi] as there may be. */
export function roundTicks(lo: number, hi: number, most: number): Ticks {
  const fitting = candidateTicks(lo, hi, most).filter(({ values }) => values.length <= most);
  return firstWith(2, fitting) ?? firstWith(1, fitting) ?? NO_TICKS;
}

/** Room for a number of up to two figures and the blank beside it. */
const INTEGER_PX = 16;

/**
 * The blocks that have a tick where each takes `blockPx` pixels: the first and the last, the ends of each run of `named`
 * ones, and of the others those at a round step, or any if some blocks are missing; as many as have room.
 */
export function blockTicks(blocks: readonly number[], named: readonly number[], blockPx: number): number[] {
  const ends = named.filter((block) => !named.includes(block - 1) || !named.includes(block + 1));
  const step = [1, 2, 5, 10, 20, 50].find((step) => step * blockPx >= INTEGER_PX) ?? 100;
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (first === undefined || last === undefined) return [];
  const isContiguous = last - first + 1 === blocks.length;
  const others = isContiguous ? blocks.filter((block) => block % step === 0) : blocks;
  const taken: number[] = [];
  for (const block of [last, first, ...ends, ...others]) {
    if (taken.every((other) => Math.abs(other - block) * blockPx >= INTEGER_PX)) taken.push(block);
  }
  return taken.sort((a, b) => a - b);
}

const NO_TICKS: Ticks = { values: [], format: "" };

/** The first that has at least `count` ticks and no more than an axis may have. */
function firstWith(count: number, candidates: readonly Ticks[]): Ticks | undefined {
  return candidates.find(({ values }) => values.length >= count && values.length <= MOST_TICKS);
}

/** Ticks at round steps, from steps that make about `most` of them to ever larger ones. */
function candidateTicks(lo: number, hi: number, most: number): Ticks[] {
  const span = hi - lo;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const smallest = Math.floor(Math.log10(span / most));
  const powers = [0, 1, 2, 3].map((more) => 10 ** (smallest + more));
  return powers.flatMap((power) => STEPS.map((factor) => ticksAt(lo, hi, factor * power)));
}

function ticksAt(lo: number, hi: number, step: number): Ticks {
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  const count = last - first + 1;
  // Steps that are too small for float64, or far too many, are left out.
  const values =
    count > 0 && count <= MOST_CANDIDATES
      ? Array.from({ length: count }, (_, i) => roundTo(step, (first + i) * step))
      : [];
  const largest = Math.max(Math.abs(lo), Math.abs(hi));
  return { values, format: largest >= 1e5 || largest < 1e-3 ? ".2~e" : `.${decimalsOf(step)}f` };
}

function decimalsOf(step: number): number {
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

/** Removes the error of the multiplication: 0.30000000000000004 becomes 0.3. */
function roundTo(step: number, value: number): number {
  return step < 1 ? Number(value.toFixed(Math.min(100, decimalsOf(step)))) : value;
}

/** The ticks whose labels stay within the axis, or null where labels would touch. */
function labelled(ticks: Ticks, axis: AxisSpan): Ticks | null {
  const labels = labelsWithin(ticks, axis);
  return labels.some((label, i) => i > 0 && touches(labels[i - 1] as Label, label, axis))
    ? null
    : { values: labels.map(({ value }) => value), format: ticks.format };
}

/** The first and the last of the ticks alone, or null where even these would touch. */
function outermost(ticks: Ticks, axis: AxisSpan): Ticks | null {
  const labels = labelsWithin(ticks, axis);
  const [first, last] = [labels[0], labels.at(-1)];
  if (first === undefined || last === undefined || first === last || touches(first, last, axis)) return null;
  return { values: [first.value, last.value], format: ticks.format };
}

interface Label {
  readonly value: number;
  readonly startPx: number;
  readonly endPx: number;
}

function labelsWithin(
  { values, format }: Ticks,
  { lo, hi, length, font, signed, overhang, suffix = "" }: AxisSpan,
): Label[] {
  return values
    .map((value) => {
      const centre = ((value - lo) / (hi - lo)) * length;
      const text = signed && value === 0 ? "0" : `${signed ? "+" : ""}${labelOf(value, format)}`;
      const half = textWidth(text + suffix, font) / 2;
      return { value, startPx: centre - half, endPx: centre + half };
    })
    .filter(({ startPx, endPx }) => startPx >= -overhang && endPx <= length + overhang);
}

function touches(left: Label, right: Label, { font }: AxisSpan): boolean {
  return right.startPx < left.endPx + LABEL_GAP_EM * font.size;
}

/** About what d3-format writes; only its width matters. */
export function labelOf(value: number, format: string): string {
  const decimals = /^\.(\d+)f$/.exec(format)?.[1];
  return typeset(decimals === undefined ? significant(value, 3) : value.toFixed(Number(decimals)));
}
