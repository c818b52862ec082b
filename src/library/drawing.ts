import { usageError, WdistError } from "../errors.js";
import { buildFigure, figuresOf, type FigureName as NameOf } from "../figure/index.js";
import { specTitle } from "../figure/panel/frame.js";
import { SIZES } from "../figure/panel/sizes.js";
import { THEMES } from "../figure/panel/theme.js";
import type { Comparison } from "../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../model/figure.js";
import {
  BOOLEAN,
  checkOptions,
  isObject,
  numberFrom,
  OBJECT,
  type OptionCheck,
  type OptionChecks,
  oneOf,
  requireAllowed,
  TEXT_OR_NULL,
} from "./options.js";

/** Pictures, for callers. */

/** The kinds of figures of a comparison. */
export type FigureName = NameOf<"comparison">;

/** A double column of a journal. */
export const DEFAULT_FIGURE_OPTIONS: FigureOptions = {
  ...SIZES.double,
  theme: "light",
  title: null,
  interactive: false,
};

/** CSS pixels: narrower than a column nothing can be read, and no screen or sheet is wider. */
const WIDTH = numberFrom(300, 4000);
const SCALE = numberFrom(0.5, 8);

const FIGURE_CHECKS: OptionChecks<FigureOptions> = {
  width: WIDTH,
  height: {
    allowed: "a number from 100 to 4000, or null",
    accepts: (value) => value === null || numberFrom(100, 4000).accepts(value),
  },
  zoom: SCALE,
  theme: oneOf(THEMES),
  title: TEXT_OR_NULL,
  interactive: BOOLEAN,
  dims: {
    allowed: "a list of dimensions, integers from 0 on",
    accepts: (value) => Array.isArray(value) && value.every((dim) => Number.isSafeInteger(dim) && dim >= 0),
  },
};

const COMPARISON: OptionCheck = {
  allowed: "what compare() gave",
  accepts: (value) => isObject(value) && "tensors" in value && Array.isArray(value.tensors),
};

/** @throws WdistError USAGE for what is not a comparison */
export function requireComparison(where: string, comparison: unknown): void {
  requireAllowed(where, "comparison", comparison, COMPARISON);
}

/**
 * A comparison as a figure: a Vega-Lite specification with its data inline.
 * @param kind one of the kinds that the type `FigureName` lists
 * @param options `width` in CSS pixels (96 per inch), `theme`, `title`, `dims` for trajectories, and others; without, a double column of a journal
 * @throws WdistError USAGE
 */
export function figure(
  comparison: Comparison,
  kind: FigureName = "overview",
  options: Partial<FigureOptions> = {},
): VegaLiteSpec {
  requireComparison("figure", comparison);
  const kinds = figuresOf("comparison").map(({ name }) => name);
  requireAllowed("figure", "kind", kind, oneOf(kinds));
  const chosen = {
    ...DEFAULT_FIGURE_OPTIONS,
    ...checkOptions<FigureOptions>("figure", options, FIGURE_CHECKS),
  };
  return buildFigure("comparison", kind, comparison, chosen);
}

const RENDER_FORMATS = ["svg", "png", "pdf"] as const;

/** What a figure can be drawn as. */
export type RenderFormat = (typeof RENDER_FORMATS)[number];

/**
 * A figure as SVG text that brings its fonts along. The same specification gives the same bytes everywhere.
 * @throws WdistError USAGE for what cannot be drawn
 */
export function render(spec: VegaLiteSpec, format: "svg"): Promise<string>;
/** A figure as PNG bytes, with `scale` pixels to each CSS pixel (default 2). */
export function render(spec: VegaLiteSpec, format: "png", scale?: number): Promise<Uint8Array>;
/** A figure as a PDF of one page: vector, its text searchable, in embedded fonts. */
export function render(spec: VegaLiteSpec, format: "pdf"): Promise<Uint8Array>;
/** A figure as text or bytes, where the format is known only when the program runs. */
export function render(
  spec: VegaLiteSpec,
  format: RenderFormat,
  scale?: number,
): Promise<string | Uint8Array>;
export async function render(
  spec: VegaLiteSpec,
  format: RenderFormat,
  scale = 2,
): Promise<string | Uint8Array> {
  requireAllowed("render", "specification", spec, OBJECT);
  requireAllowed("render", "format", format, oneOf(RENDER_FORMATS));
  requireAllowed("render", "scale", scale, SCALE);
  try {
    return await draw(spec, format, scale);
  } catch (error) {
    if (error instanceof WdistError) throw error;
    throw usageError(
      "render",
      `its specification cannot be drawn: ${messageOf(error)}`,
      "give what figure() gave",
    );
  }
}

async function draw(spec: VegaLiteSpec, format: RenderFormat, scale: number): Promise<string | Uint8Array> {
  // Loaded when first needed: numbers alone should not wait for a renderer.
  const { renderSvg } = await import("../render/svg.js");
  const svg = await renderSvg(spec);
  if (format === "svg") return (await import("../render/fonts.js")).embedFonts(svg);
  if (format === "png") return (await import("../render/png.js")).renderPng(svg, scale);
  const { renderPdf } = await import("../render/pdf.js");
  return renderPdf([svg], { title: specTitle(spec) ?? "LayerNorm weights", creator: "gpt2-wdist" });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
