import type { Range } from "../../model/findings.js";
import { factorWords } from "../amounts.js";
import { significant } from "../numbers.js";

/** Ranges and factors in answers; null where there is nothing to say. */

export function between({ min, max }: Range): string {
  const [low, high] = [significant(min, 2), significant(max, 2)];
  return low === high ? low : `${low} to ${high}`;
}

export function percents({ min, max }: Range): string {
  const [low, high] = [percentWords(min), percentWords(max)];
  return low === high ? `${low} %` : `${low} to ${high} %`;
}

/** A share to a tenth of a percent, which is never 0.0 unless it is nothing. */
function percentWords(share: number): string {
  if (share === 0) return "0";
  return share < 0.0005 ? "< 0.1" : (share * 100).toFixed(1);
}

/** A ratio as a factor, also one of 0. */
export function factorOr(ratio: number): string {
  return ratio === 0 ? "x0" : factorWords(ratio);
}

/** The same words for both sides are said once. */
export function sides<T>(
  { pre, post }: { readonly pre: T; readonly post: T },
  word: (side: T) => string,
): string {
  const [before, after] = [word(pre), word(post)];
  return before === after ? `Pre and post: ${before}.` : `Pre: ${before}. Post: ${after}.`;
}
