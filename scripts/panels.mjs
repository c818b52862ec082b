// Prepares the panels of figures as far as they do not depend on what is drawn, so that drawing them needs no Vega-Lite.
// Runs what tsc has put into dist.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";

/** Any pair has panels like those of every other. */
const PAIR = ["pre", "post"].map((side) => join(ROOT, `fixtures/small-gpt2-${side}.safetensors`));
const FIGURES = ["pairs", "overlay", "ridgeline", "spread", "outliers", "moved"];

export async function preparePanels() {
  const { compare, figure } = await import("../dist/index.js");
  const { THEMES } = await import("../dist/figure/panel/theme.js");
  const { originOf } = await import("../dist/figure/panel/drawing.js");
  const { alikePanels } = await import("../dist/render/alike.js");
  const { builtPanelsFile } = await import("../dist/render/builtPanels.js");
  const prepared = await import("../dist/render/prepared.js");
  mkdirSync(join(ROOT, "dist/panels"), { recursive: true });
  const comparison = await compare(...PAIR);
  for (const name of FIGURES) {
    for (const theme of THEMES) {
      const { drawing } = originOf(figure(comparison, name, { theme }));
      const groups = alikePanels(drawing.panels);
      const panels = JSON.stringify(await prepared.preparePanels(drawing, groups));
      writeFileSync(builtPanelsFile(prepared.keyOf(drawing, groups)), panels);
    }
  }
}
