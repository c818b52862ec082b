import { significant } from "../report/numbers.js";
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
  /** Labels carry a plus sign, but for 0. */
  readonly signed: boolean;
  /** How many pixels a label may reach over the ends; negative where another number stands there. */
  readonly overhang: number;
}

/** No axis has more. */
const MOST_TICKS = 5;

/** Blank space between two labels, in ems. */
const LABEL_GAP_EM = 0.7;

const MOST_CANDIDATES = 50;

/** Steps between ticks are one of these times a power of ten. */
const STEPS = [1, 2, 5];

/** As many round ticks as fit the axis without their labels touching. */
export function fitTicks(axis: AxisSpan): Ticks {
  return firstTicks(axis.lo, axis.hi, MOST_TICKS, (ticks) => labelled(ticks, axis));
}

/** As many round ticks over [lo, hi] as there may be. */
export function roundTicks(lo: number, hi: number, most: number): Ticks {
  return firstTicks(lo, hi, most, (ticks) => ticks);
}

/**
 * What `choose` keeps of the ticks of the smallest round step at which it keeps two to `most`: one number alone makes
 * no scale. Where no step does, one; else none.
 */
function firstTicks(lo: number, hi: number, most: number, choose: (ticks: Ticks) => Ticks | null): Ticks {
  const span = hi - lo;
  if (!(span > 0) || !Number.isFinite(span)) return { values: [], format: "" };
  const smallest = Math.floor(Math.log10(span / most));
  const powers = [0, 1, 2, 3].map((more) => 10 ** (smallest + more));
  const candidates = powers
    .flatMap((power) => STEPS.map((factor) => choose(ticksAt(lo, hi, factor * power))))
    .filter((ticks) => ticks !== null && ticks.values.length <= most);
  const atLeast = (count: number) => candidates.find((ticks) => (ticks?.values.length ?? 0) >= count);
  return atLeast(2) ?? atLeast(1) ?? { values: [], format: "" };
}

function ticksAt(lo: number, hi: number, step: number): Ticks {
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  const count = last - first + 1;
  // Steps that the numbers cannot resolve, or far too many of them, are no candidates.
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

/** Takes off what multiplying left behind: 0.30000000000000004 is 0.3. */
function roundTo(step: number, value: number): number {
  return step < 1 ? Number(value.toFixed(Math.min(100, decimalsOf(step)))) : value;
}

/** The ticks whose labels stay within the axis, or null where labels would touch. */
function labelled({ values, format }: Ticks, axis: AxisSpan): Ticks | null {
  const { lo, hi, length, font, signed, overhang } = axis;
  const labels = values.map((value) => {
    const centre = ((value - lo) / (hi - lo)) * length;
    const half =
      textWidth(signed && value === 0 ? "0" : `${signed ? "+" : ""}${labelOf(value, format)}`, font) / 2;
    return { value, start: centre - half, end: centre + half };
  });
  const within = labels.filter(({ start, end }) => start >= -overhang && end <= length + overhang);
  const touching = within.some(
    ({ start }, i) => i > 0 && start < (within[i - 1]?.end ?? 0) + LABEL_GAP_EM * font.size,
  );
  return touching ? null : { values: within.map(({ value }) => value), format };
}

/** About what d3-format makes of it; only its width counts. */
function labelOf(value: number, format: string): string {
  const decimals = /^\.(\d+)f$/.exec(format)?.[1];
  return typeset(decimals === undefined ? significant(value, 3) : value.toFixed(Number(decimals)));
}
