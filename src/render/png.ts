import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import { WdistError } from "../errors.js";
import { FONT_FAMILY } from "../figure/theme.js";

/** The bundled faces, and no other: a picture looks the same on a machine without any fonts. */
const FONT_FILES = ["Inter-Regular.ttf", "Inter-SemiBold.ttf"].map((name) =>
  fileURLToPath(new URL(`../../assets/fonts/${name}`, import.meta.url)),
);

/** 800 MB of raw pixels: beyond it no viewer opens the picture either. */
const MAX_PIXELS = 200_000_000;

/**
 * Rasterises an SVG at `scale` pixels to each of its own.
 * @throws WdistError USAGE for a picture of more than 200 million pixels
 */
export function renderPng(svg: string, scale: number): Uint8Array {
  const resvg = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { loadSystemFonts: false, fontFiles: FONT_FILES, defaultFontFamily: FONT_FAMILY },
  });
  const pixels = resvg.width * resvg.height * scale ** 2;
  if (pixels > MAX_PIXELS) {
    throw new WdistError("USAGE", {
      where: "PNG",
      what: `the picture would have ${Math.round(pixels / 1e6)} million pixels; ${MAX_PIXELS / 1e6} million is the limit`,
      fix: "lower --scale or --width, or write an SVG",
    });
  }
  return resvg.render().asPng();
}
