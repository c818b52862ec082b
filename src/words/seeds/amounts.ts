import type { Band, RunsAnswers } from "../../model/runs.js";
import { valueWords } from "../amounts.js";

/** Numbers about several runs, as people read them. */

/** A fraction in percent, rounded up: what is said to lie within it does. */
export function atMost(fraction: number): string {
  const percent = 100 * fraction;
  if (percent === 0) return "0 %";
  if (percent <= 0.1) return "0.1 %";
  const rounded = percent < 10 ? Math.ceil(10 * percent - 1e-9) / 10 : Math.ceil(percent - 1e-9);
  return `${rounded} %`;
}

/** How many times as far: two decimals; of less than a hundredth one digit. */
export function factor(times: number): string {
  if (times >= 1000) return times.toExponential(1);
  if (times < 0.01) return valueWords(Number(times.toPrecision(1)));
  return times >= 10 ? times.toFixed(0) : times.toFixed(2);
}

/** A correlation, to two decimals; one that reads as zero has no sign. */
export function correlationWords(r: number): string {
  return r.toFixed(2).replace(/^-(?=0\.00$)/, "");
}

/** Chance alone lets 5 in 100 tensors seem correlated; so many more are let pass. */
const FEW = 0.1;

export function isNoSign({ count, of }: RunsAnswers["correlated"]): boolean {
  return count <= FEW * of;
}

/** Forks of one run, or runs in which the same dims are told by the data. */
const MUCH = 0.9;

export function sameDims({ median }: Band): boolean {
  return median >= MUCH;
}
