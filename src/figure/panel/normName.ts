import type { TensorId } from "../../model/architecture.js";
import { normNames } from "../../words/normNames.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { type FontStyle, fitText, textWidth } from "./text.js";

/** So wide names at the left of panels, and on curves, are at the most. */
export const NAME_PX = 110;
/** Of the width of a picture; longer names are written shorter there. */
const SIDE_SHARE = 0.2;

type Write = (norm: string) => string;

/** A norm's name within so many pixels: shorter words where they are needed, and cut only where those do not fit either. */
export function fitNorm(name: string, style: FontStyle, maxWidth: number): string {
  return fitWithNorm(name, [(norm) => norm], style, maxWidth);
}

/**
 * The same of what is written with a norm's name in it: the first of several ways to write it in which the name fits. Where
 * none does, the name is cut, and the rest only where nothing else helps.
 */
export function fitWithNorm(
  name: string,
  ways: readonly [Write, ...Write[]],
  style: FontStyle,
  maxWidth: number,
): string {
  const names = normNames(name);
  const whole = ways.flatMap((way) => names.map(way)).find((text) => textWidth(text, style) <= maxWidth);
  if (whole !== undefined) return whole;
  const shortest = names.at(-1) ?? name;
  const write = ways.at(-1) as Write;
  const restPx = textWidth(write(""), style);
  const cut = write(fitText(shortest, style, Math.max(0, maxWidth - restPx)));
  return textWidth(cut, style) <= maxWidth ? cut : fitText(write(shortest), style, maxWidth);
}

/** Room for norms' names at the left: no shorter names than these would tell all of them apart. */
export function namesRoom(names: readonly string[], style: FontStyle, pictureWidth: number): number {
  const shortest = names.map((name) => textWidth(normNames(name).at(-1) ?? name, style));
  return Math.min(NAME_PX, Math.max(SIDE_SHARE * pictureWidth, ...shortest));
}

/** The short name of a tensor, in the same way. */
export function fitTensor(id: TensorId, style: FontStyle, maxWidth: number): string {
  return fitWithNorm(id.norm, [(norm) => tensorLabel({ ...id, norm })], style, maxWidth);
}
