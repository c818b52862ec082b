import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import { FONT_FAMILY } from "../figure/theme.js";

/** The bundled faces, and no other: a picture looks the same on a machine without any fonts. */
const FONT_FILES = ["Inter-Regular.ttf", "Inter-SemiBold.ttf"].map((name) =>
  fileURLToPath(new URL(`../../assets/fonts/${name}`, import.meta.url)),
);

/** Rasterises an SVG at `scale` pixels to each of its own. */
export function renderPng(svg: string, scale: number): Uint8Array {
  const resvg = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { loadSystemFonts: false, fontFiles: FONT_FILES, defaultFontFamily: FONT_FAMILY },
  });
  return resvg.render().asPng();
}
