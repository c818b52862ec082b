/**
 * gpt2-wdist as a library: open checkpoints, compare them, draw the comparison.
 *
 *     const comparison = await compare("pre.safetensors", "post.safetensors");
 *     const svg = await render(figure(comparison), "svg");
 */

import { checkModel } from "./analysis/check/check.js";
import { parsePatch } from "./analysis/check/settings.js";
import { compareModels, DEFAULT_COMPARE_OPTIONS } from "./analysis/compare.js";
import { type OpenOptions, withBaseline, withCheckpoints } from "./family/checkpoint.js";
import { buildFigure, type FigureName } from "./figure/index.js";
import { specTitle } from "./figure/panel/frame.js";
import { SIZES } from "./figure/panel/sizes.js";
import type { CompareOptions, Comparison } from "./model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "./model/figure.js";
import type { Verdict } from "./model/verdict.js";

export { type ErrorCode, WdistError } from "./errors.js";
export {
  type OpenOptions,
  openCheckpoint,
  withBaseline,
  withCheckpoint,
  withCheckpoints,
} from "./family/checkpoint.js";
export type * from "./model/architecture.js";
export type * from "./model/bytes.js";
export type * from "./model/comparison.js";
export type * from "./model/figure.js";
export type * from "./model/findings.js";
export type * from "./model/norms.js";
export type * from "./model/numbers.js";
export type * from "./model/tensors.js";
export type * from "./model/verdict.js";
export type * from "./model/weights.js";
export type { SourceOptions } from "./source/index.js";
export { headline } from "./words/findings/headline.js";

/**
 * Compares the LayerNorms of two checkpoints, reading nothing else of them.
 * @throws WdistError
 */
export function compare(
  prePath: string,
  postPath: string,
  options: Partial<CompareOptions> = {},
  openOptions: Partial<OpenOptions> = {},
): Promise<Comparison> {
  return withCheckpoints(
    prePath,
    postPath,
    (pre, post) => compareModels(pre, post, { ...DEFAULT_COMPARE_OPTIONS, ...options }),
    openOptions,
  );
}

/**
 * Holds a checkpoint's LayerNorms against every rule, and against a baseline where one is given.
 * @param settings changes to the rules' defaults, e.g. `{ "outlier-fraction": ["error", { max: 0.15 }] }`
 * @throws WdistError
 */
export async function check(
  path: string,
  baselinePath: string | null = null,
  settings: Readonly<Record<string, unknown>> = {},
  strict = false,
): Promise<Verdict> {
  const patches = Object.entries(settings).map(([rule, value]) => parsePatch("settings", rule, value, null));
  return withBaseline(path, baselinePath, (model, baseline) =>
    checkModel(model, baseline, { patches, strict }),
  );
}

/** A double column of a journal. */
export const DEFAULT_FIGURE_OPTIONS: FigureOptions = {
  ...SIZES.double,
  theme: "light",
  title: null,
  interactive: false,
};

/**
 * A comparison as a figure: a Vega-Lite specification with its data inline.
 * @param kind "pairs" (default), "overlay", "ridgeline", "spread", "outliers" or "moved"
 * @throws RangeError for an unknown kind
 */
export function figure(
  comparison: Comparison,
  kind: FigureName<"comparison"> = "pairs",
  options: Partial<FigureOptions> = {},
): VegaLiteSpec {
  return buildFigure("comparison", kind, comparison, { ...DEFAULT_FIGURE_OPTIONS, ...options });
}

/** A figure as SVG text that brings its fonts along. The same specification gives the same bytes everywhere. */
export function render(spec: VegaLiteSpec, format: "svg"): Promise<string>;
/** A figure as PNG bytes, with `scale` pixels to each CSS pixel (default 2). */
export function render(spec: VegaLiteSpec, format: "png", scale?: number): Promise<Uint8Array>;
/** A figure as a PDF of one page: vector, its text searchable, in embedded fonts. */
export function render(spec: VegaLiteSpec, format: "pdf"): Promise<Uint8Array>;
export async function render(
  spec: VegaLiteSpec,
  format: "svg" | "png" | "pdf",
  scale = 2,
): Promise<string | Uint8Array> {
  // Loaded when first needed: numbers alone should not wait for a renderer.
  const { renderSvg } = await import("./render/svg.js");
  const svg = await renderSvg(spec);
  if (format === "svg") return (await import("./render/fonts.js")).embedFonts(svg);
  if (format === "png") return (await import("./render/png.js")).renderPng(svg, scale);
  const { renderPdf } = await import("./render/pdf.js");
  return renderPdf([svg], { title: specTitle(spec) ?? "LayerNorm weights", creator: "gpt2-wdist" });
}
