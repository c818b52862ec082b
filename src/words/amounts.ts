import type { Range } from "../model/findings.js";
import { significant } from "./numbers.js";
import { range } from "./phrases.js";

/** Ranges of numbers as people read them. */

/** From a doubling or a halving on, a factor reads better than a percentage. */
const DOUBLING = 1;
const HALVING = -0.5;
/** Smaller fractions read as this. */
const LEAST_FRACTION = 0.0005;

/** Both ends in one format, or one where they read the same. */
export function rangeWords({ min, max }: Range, format: (value: number) => string): string {
  return range(min, max, format);
}

/** Magnitudes of fractions: "14 to 15 %", "4.9 %", "< 0.1 %". */
export function percentRange({ min, max }: Range): string {
  const ends = [Math.abs(min), Math.abs(max)].sort((a, b) => a - b) as [number, number];
  if (ends[1] < LEAST_FRACTION) return "< 0.1 %";
  const decimals = ends[1] < 0.1 || ends[1] - ends[0] < 0.02 ? 1 : 0;
  const format = (fraction: number) =>
    fraction < LEAST_FRACTION ? "< 0.1" : (fraction * 100).toFixed(decimals).replace(/\.0$/, "");
  return `${rangeWords({ min: ends[0], max: ends[1] }, format)} %`;
}

/** How far something of magnitude 1 grew or shrank by these fractions: "grew by 14 to 15 %", "grew to x2 to x2.5". */
export function growthWords({ min, max }: Range): string {
  const verb = max > 0 ? "grew" : "shrank";
  if (min >= DOUBLING || max <= HALVING) {
    return `${verb} to ${rangeWords({ min: 1 + min, max: 1 + max }, factorWords)}`;
  }
  return `${verb} by ${percentRange({ min, max })}`;
}

/** "x1.05", "x0.80", "x100". */
export function factorWords(ratio: number): string {
  if (ratio === 0) return "x0";
  if (ratio >= 1000 || ratio < 0.001) return `x${ratio.toExponential(1)}`;
  const text = ratio >= 99.95 ? ratio.toFixed(0) : ratio >= 9.995 ? ratio.toFixed(1) : ratio.toFixed(2);
  return `x${text}`;
}

/** A value, to three digits without trailing zeros: "17.4", "0.37", "8". */
export function valueWords(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "infinity" : "-infinity";
  const text = significant(value, 3);
  return text.includes("e") || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
}

/** A change with its sign, to two digits: "+0.036", "-5". */
export function signedWords(value: number): string {
  const text = valueWords(Number(value.toPrecision(2)));
  return value < 0 ? text : `+${text}`;
}
