import { normNames } from "../../words/normNames.js";
import { type FontStyle, fitText, textWidth } from "./text.js";

/** A norm's name within so many pixels: shorter words where they are needed, and cut only where those do not fit either. */
export function fitNorm(name: string, style: FontStyle, maxWidth: number): string {
  const names = normNames(name);
  return (
    names.find((text) => textWidth(text, style) <= maxWidth) ?? fitText(names.at(-1) ?? name, style, maxWidth)
  );
}

/** So wide names at the left of panels, and on curves, are at the most. */
export const NAME_PX = 110;
