import { compile, type TopLevelSpec } from "vega-lite";
import * as vega from "vega";
import { textWidth } from "../figure/text.js";
import type { VegaLiteSpec } from "../model.js";

/** Text in a Vega scene: what `textMetrics.width` is asked about. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  readonly text?: unknown;
}

/** Vega guesses text widths without a canvas, and measures them with whatever fonts a canvas finds: neither is ours. */
function useBundledFont(): void {
  const metrics = (vega as unknown as { textMetrics: { width: (item: TextItem, text?: string) => number } }).textMetrics;
  metrics.width = (item, text) =>
    textWidth(String(text ?? item.text ?? ""), {
      size: item.fontSize ?? 11,
      weight: item.fontWeight === "bold" ? 700 : Number(item.fontWeight) || 400,
    });
}

/** Draws a specification. Its data must be inline: nothing is loaded. */
export async function renderSvg(spec: VegaLiteSpec): Promise<string> {
  useBundledFont();
  const { spec: vegaSpec } = compile(spec as unknown as TopLevelSpec);
  const view = new vega.View(vega.parse(vegaSpec), { renderer: "none", logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
