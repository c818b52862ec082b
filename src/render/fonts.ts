import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FONT_FAMILY, REGULAR, SEMI_BOLD } from "../figure/theme.js";

/** The bundled faces, by weight: the only fonts that pictures are drawn with, on whatever machine. */

export const FACES = [
  { weight: REGULAR, file: assetPath("Inter-Regular.ttf"), subset: assetPath("Inter-Regular.subset.woff2") },
  {
    weight: SEMI_BOLD,
    file: assetPath("Inter-SemiBold.ttf"),
    subset: assetPath("Inter-SemiBold.subset.woff2"),
  },
] as const;

function assetPath(name: string): string {
  return fileURLToPath(new URL(`../../assets/fonts/${name}`, import.meta.url));
}

/** CSS that brings the letters of figures along: Latin, the Greek of formulas, signs. Others are the reader's own fonts'. */
export function fontFaces(): string {
  return FACES.map(({ weight, subset }) => {
    const data = readFileSync(subset).toString("base64");
    return `@font-face{font-family:${FONT_FAMILY};font-weight:${weight};src:url(data:font/woff2;base64,${data})}`;
  }).join("");
}

/** An SVG that brings its fonts along. */
export function embedFonts(svg: string): string {
  return svg.replace(/^<svg [^>]*>/, (root) => `${root}<style>${fontFaces()}</style>`);
}
