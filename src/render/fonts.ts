import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FONT_FAMILY, REGULAR, SEMI_BOLD } from "../figure/panel/theme.js";

/** The bundled faces, by weight: the only fonts that pictures are drawn with, on every machine. */

export const FACES = [face(REGULAR, "Inter-Regular"), face(SEMI_BOLD, "Inter-SemiBold")] as const;

function face(weight: number, name: string) {
  return {
    weight,
    file: assetPath(`${name}.ttf`),
    /** The letters that figures are written with, to be embedded. */
    subset: assetPath(`${name}.subset.woff2`),
    /** The same as TrueType, with few layout rules: much faster to draw with. */
    fastSubset: assetPath(`${name}.subset.ttf`),
  };
}

/** Text of letters that are in the subsets: Latin, the Greek of formulas, signs. */
const IN_SUBSETS = /^[\n\x20-\x7e\xa0-\xac\xae-\xffβγΔ–—‘’“”…′₂ℓ→←↑↓−×≈≤≥·]*$/;

/** The font files that an SVG is drawn with: whole fonts only if it has letters that are not in the subsets. */
export function fontFilesFor(svg: string): string[] {
  const isInSubsets = IN_SUBSETS.test(svg) && !svg.includes("&#");
  return FACES.map(({ file, fastSubset }) => (isInSubsets ? fastSubset : file));
}

function assetPath(name: string): string {
  return fileURLToPath(new URL(`../../assets/fonts/${name}`, import.meta.url));
}

/** CSS with the letters of figures embedded: Latin, the Greek of formulas, signs. Others are drawn with the reader's own fonts. */
export function fontFaces(): string {
  return FACES.map(({ weight, subset }) => {
    const data = readFileSync(subset).toString("base64");
    return `@font-face{font-family:${FONT_FAMILY};font-weight:${weight};src:url(data:font/woff2;base64,${data})}`;
  }).join("");
}

/** An SVG with its fonts embedded. */
export function embedFonts(svg: string): string {
  return svg.replace(/^<svg [^>]*>/, (root) => `${root}<style>${fontFaces()}</style>`);
}
