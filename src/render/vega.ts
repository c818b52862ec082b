import * as vega from "vega";
import { textWidth } from "../figure/panel/text.js";
import type { VegaLiteSpec } from "../model/figure.js";
import type { VegaSpec } from "./compile.js";

/** Vega as figures use it: with inline data, the widths of the bundled font, and SVG alone as output. */

export function viewOf(spec: VegaSpec): vega.View {
  useBundledFont();
  const runtime = vega.parse(spec as unknown as vega.Spec, {}, { ast: interpreter !== null });
  return new vega.View(runtime, {
    renderer: "none",
    logLevel: vega.Error,
    ...(interpreter === null ? {} : { expr: interpreter }),
  });
}

let interpreter: object | null = null;

/** Expressions of all views from now on are interpreted: where a policy forbids code that is made from text. */
export function interpretExpressions(by: object): void {
  interpreter = by;
}

/** The whole of a specification as Vega itself draws it. */
export async function drawWhole(spec: VegaLiteSpec): Promise<string> {
  const { compileSpec } = await import("./compile.js");
  const view = viewOf(compileSpec(spec));
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Text in a Vega scene, as `textMetrics.width` takes it. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  readonly text?: unknown;
}

/** The part of Vega that measures text; Vega exports it, but its types do not have it. */
interface TextMetrics {
  width: (item: TextItem, text?: string) => number;
}

/** Vega guesses text widths without a canvas, and with one measures them in the fonts that it finds: neither gives our fonts' widths. */
function useBundledFont(): void {
  const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics };
  textMetrics.width = (item, text) =>
    textWidth(String(text ?? item.text ?? ""), {
      size: item.fontSize ?? 11,
      weight: item.fontWeight === "bold" ? 700 : Number(item.fontWeight) || 400,
    });
}
