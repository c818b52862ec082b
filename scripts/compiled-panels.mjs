// Compiles the panels of the default figure, so that drawing it needs no Vega-Lite. Run it on a built program whenever a
// test says that they have changed.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { THEMES } from "../dist/figure/theme.js";
import { compare, figure } from "../dist/index.js";
import { compilePanels, keyOf } from "../dist/render/prepared.js";
import { kindsOf } from "../dist/render/structure.js";

const fixture = (name) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const comparison = await compare(
  fixture("small-gpt2-pre.safetensors"),
  fixture("small-gpt2-post.safetensors"),
);

const lines = [];
for (const theme of THEMES) {
  const spec = figure(comparison, "pairs", { theme });
  const kinds = kindsOf(spec.concat);
  const compiled = JSON.stringify(await compilePanels(spec, kinds));
  lines.push(`  [${JSON.stringify(keyOf(spec, kinds))}, ${JSON.stringify(compiled)}],`);
}

writeFileSync(
  new URL("../src/render/compiledPanels.ts", import.meta.url),
  `// Made by scripts/compiled-panels.mjs. Do not edit.

/** What the panels of the default figure depend on, and the Vega specification that Vega-Lite makes of them, as JSON. */
export const COMPILED_PANELS: ReadonlyMap<string, string> = new Map([
${lines.join("\n")}
]);
`,
);
