import { crc32 } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { WdistError } from "../errors.js";
import { FONT_FAMILY } from "../figure/panel/theme.js";
import { fontFilesFor } from "./fonts.js";

/** 800 MB of raw pixels: no viewer opens a larger picture. */
const MAX_PIXELS = 200_000_000;

/** CSS pixels per metre. */
const PX_PER_METRE = 96 / 0.0254;

/**
 * Rasterises an SVG at `scale` pixels to each of its own. The file says how large it is in metres, so that it is printed
 * at the size it was laid out for.
 * @throws WdistError USAGE for a picture of more than 200 million pixels
 */
export function renderPng(svg: string, scale: number): Uint8Array {
  const resvg = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: fontFilesFor(svg),
      defaultFontFamily: FONT_FAMILY,
    },
  });
  const pixels = resvg.width * resvg.height * scale ** 2;
  if (pixels > MAX_PIXELS) {
    throw new WdistError("USAGE", {
      where: "PNG",
      what: `the picture would have ${Math.round(pixels / 1e6)} million pixels; ${MAX_PIXELS / 1e6} million is the limit`,
      fix: "lower --dpi, --scale or --width, or write an SVG",
    });
  }
  return withResolution(resvg.render().asPng(), Math.round(PX_PER_METRE * scale));
}

/** Signature and IHDR come first in every PNG: 8 bytes, then length, type, 13 bytes of data and a checksum. */
const IHDR_END = 8 + 4 + 4 + 13 + 4;

/** Adds the chunk pHYs of the PNG specification: pixels per metre in both directions. */
function withResolution(png: Uint8Array, perMetre: number): Uint8Array {
  const chunk = Buffer.alloc(4 + 4 + 9 + 4);
  chunk.writeUInt32BE(9, 0);
  chunk.write("pHYs", 4, "latin1");
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return Buffer.concat([png.subarray(0, IHDR_END), chunk, png.subarray(IHDR_END)]);
}
