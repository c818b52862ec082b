import { escapeWholeXml } from "../escape.js";
import type { PictureSize, VegaLiteSpec } from "../model/figure.js";
import { drawNested } from "./nested.js";
import { drawWhole } from "./vega.js";

/**
 * Draws a specification. Its data must be inline: nothing is loaded. The same specification gives the same bytes on
 * every machine. `isDrawnAgain`: what is prepared for it will serve others like it.
 */
export async function renderSvg(spec: VegaLiteSpec, isDrawnAgain = false): Promise<string> {
  return finished((await drawNested(spec, isDrawnAgain)) ?? (await drawWhole(spec)), spec);
}

/** What is written of what Vega has drawn. */
export function finished(svg: string, spec: VegaLiteSpec): string {
  return escapeWholeXml(inFrame(tidy(svg), pictureOf(spec)));
}

/** The part of a figure's size that Vega-Lite cannot express. */
function pictureOf({ usermeta }: VegaLiteSpec): Pick<PictureSize, "height" | "zoom"> {
  const { picture } = (usermeta ?? {}) as { readonly picture?: Pick<PictureSize, "height" | "zoom"> };
  return picture ?? { height: null, zoom: 1 };
}

/** How Vega begins: with the root, and the background. */
const ROOT = /^(<svg [^>]*) width="(\d+)" height="(\d+)" viewBox="[^"]*">(<rect [^>]*) height="\d+"/;

/** Makes a picture as high as was asked for, if less was drawn, and enlarges it as a whole. */
function inFrame(svg: string, { height, zoom }: Pick<PictureSize, "height" | "zoom">): string {
  if (height === null && zoom === 1) return svg;
  return svg.replace(ROOT, (_, root: string, width: string, drawn: string, ground: string) => {
    const high = Math.max(Number(drawn), height ?? 0);
    const size = `width="${Number(width) * zoom}" height="${high * zoom}"`;
    return `${root} ${size} viewBox="0 0 ${width} ${high}">${ground} height="${high}"`;
  });
}

/** Attributes that mean nothing in a still picture. */
const IDLE_ATTRIBUTES = / (?:role|aria-roledescription|aria-hidden|pointer-events|class)="[^"]*"/g;
/** Attributes with numbers that are places and sizes. */
const GEOMETRY = / (?:d|transform|x|y|x1|y1|x2|y2|dx|dy|width|height|font-size)="[^"]*"/g;
const LONG_NUMBER = /-?\d+\.\d{3,}(?:e-?\d+)?/g;

/** A ground that paints nothing: without a path, or, as of a grid whose height Vega has not measured, without height. */
const EMPTY_GROUND =
  /<path class="(?:background|foreground)"[^>]* d="(?:M0,0h\d+(?:\.\d+)?v0h-?\d+(?:\.\d+)?Z)?"[^>]*\/>/g;

/** Removes what Vega writes for interaction and what paints nothing, and rounds places to hundredths of a pixel. */
function tidy(svg: string): string {
  return svg
    .replace(EMPTY_GROUND, "")
    .replace(/<[a-z][^>]*>/g, (tag) =>
      tag
        .replace(IDLE_ATTRIBUTES, "")
        .replace(GEOMETRY, (attribute) =>
          attribute.replace(LONG_NUMBER, (number) => String(roundToHundredth(number))),
        ),
    );
}

function roundToHundredth(number: string): number {
  // Adding 0 turns -0 into 0.
  return Math.round(Number(number) * 100) / 100 + 0;
}
