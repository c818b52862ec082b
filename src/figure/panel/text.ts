import { FONT_ADVANCES } from "#font-advances";

export { typeset } from "../../words/typeset.js";

/** Widths of text in the bundled font, so that a layout needs no canvas and is the same on every machine. */

export interface FontStyle {
  /** In pixels. */
  readonly size: number;
  /** CSS weight; from 600 on the semi-bold face is used. */
  readonly weight: number;
}

/** Advance, in thousandths of an em, of a character that is not in the font: one of a wide script takes a whole em. */
const WIDE_ADVANCE = 1000;
const NARROW_ADVANCE = 600;
const FIRST_WIDE_CODE_POINT = 0x1100;

const ADVANCES = { regular: advancesOf("regular"), semiBold: advancesOf("semiBold") };

function advancesOf(face: keyof typeof FONT_ADVANCES): ReadonlyMap<number, number> {
  return new Map(
    FONT_ADVANCES[face].flatMap(([first, list]) =>
      list.split(" ").map((advance, i) => [first + i, Number(advance)] as const),
    ),
  );
}

/** Width in pixels, without kerning. */
export function textWidth(text: string, { size, weight }: FontStyle): number {
  const advances = weight >= 600 ? ADVANCES.semiBold : ADVANCES.regular;
  let thousandths = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) as number;
    const missing = codePoint >= FIRST_WIDE_CODE_POINT ? WIDE_ADVANCE : NARROW_ADVANCE;
    thousandths += advances.get(codePoint) || missing;
  }
  return (thousandths * size) / 1000;
}

/** The characters that the bundled font cannot draw, each once. */
export function missingGlyphs(text: string): string[] {
  return [...new Set(text)].filter((character) => !ADVANCES.regular.get(character.codePointAt(0) as number));
}

/** Cut from the middle, with an ellipsis, to fit `maxWidth` pixels. */
export function fitText(text: string, style: FontStyle, maxWidth: number): string {
  const characters = [...text];
  if (characters.length === 0) return "";
  for (let kept = characters.length; kept > 0; kept--) {
    const head = Math.ceil(kept / 2);
    const candidate =
      kept === characters.length
        ? text
        : `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (kept - head)).join("")}`;
    if (textWidth(candidate, style) <= maxWidth) return candidate;
  }
  return "…";
}

/** Lines end at blanks, but not between a number and its unit. */
const BREAK = / (?![%\u00d7](?![\w.]))/;

/** Lines of whole words, each within `maxWidth` pixels where the words allow it. */
export function wrapText(text: string, style: FontStyle, maxWidth: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(BREAK)) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, style) <= maxWidth) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitText(line, style, maxWidth));
}
