import { significant } from "../report/numbers.js";
import { type FontStyle, textWidth, typeset } from "./text.js";

/** Tick values and the d3-format that labels them all alike. */
export interface Ticks {
  readonly values: readonly number[];
  readonly format: string;
}

/** Blank space between two labels, in ems. */
const LABEL_GAP_EM = 0.7;
/** How far a label may reach over the end of its axis. */
const OVERHANG_PX = 1.5;

/** Steps between ticks are one of these times a power of ten. */
const STEPS = [1, 2, 5];

/**
 * As many round ticks over [lo, hi] as fit `width` pixels without their labels touching, and no more than `most`.
 */
export function fitTicks(lo: number, hi: number, width: number, font: FontStyle, most = 5): Ticks {
  const toPx = (value: number) => ((value - lo) / (hi - lo)) * width;
  return firstTicks(lo, hi, most, (ticks) => labelled(ticks, toPx, width, font));
}

/** As many round ticks over [lo, hi] as there may be. */
export function roundTicks(lo: number, hi: number, most: number): Ticks {
  return firstTicks(lo, hi, most, (ticks) => ticks);
}

/** What `choose` keeps of the ticks of the smallest round step at which it keeps some, at most `most`; or none. */
function firstTicks(lo: number, hi: number, most: number, choose: (ticks: Ticks) => Ticks | null): Ticks {
  const span = hi - lo;
  if (!(span > 0) || !Number.isFinite(span)) return { values: [], format: "" };
  const smallest = Math.floor(Math.log10(span / most));
  for (let power = smallest; power <= smallest + 3; power++) {
    for (const factor of STEPS) {
      const ticks = choose(ticksAt(lo, hi, factor * 10 ** power));
      if (ticks !== null && ticks.values.length > 0 && ticks.values.length <= most) return ticks;
    }
  }
  return { values: [], format: "" };
}

function ticksAt(lo: number, hi: number, step: number): Ticks {
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  const values = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => roundTo(step, (first + i) * step));
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
function labelled({ values, format }: Ticks, toPx: (value: number) => number, width: number, font: FontStyle): Ticks | null {
  const labels = values.map((value) => {
    const half = textWidth(labelOf(value, format), font) / 2;
    return { value, start: toPx(value) - half, end: toPx(value) + half };
  });
  const within = labels.filter(({ start, end }) => start >= -OVERHANG_PX && end <= width + OVERHANG_PX);
  const touching = within.some(({ start }, i) => i > 0 && start < (within[i - 1]?.end ?? 0) + LABEL_GAP_EM * font.size);
  return touching ? null : { values: within.map(({ value }) => value), format };
}

/** About what d3-format makes of it; only its width counts. */
function labelOf(value: number, format: string): string {
  const decimals = /^\.(\d+)f$/.exec(format)?.[1];
  return typeset(decimals === undefined ? significant(value, 3) : value.toFixed(Number(decimals)));
}
