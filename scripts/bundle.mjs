// Bundles what is loaded as a whole: the program (dist/program) and the threads that count (dist/kernel/worker.js), so
// that they start quickly, and the script and the style of report pages (dist/page). The library stays as the compiler
// wrote it.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const shared = { bundle: true, minify: true, logLevel: "warning" };

await build({
  ...shared,
  entryPoints: [{ in: path("src/cli/main.ts"), out: "main" }],
  outdir: path("dist/program"),
  platform: "node",
  target: "node20",
  format: "esm",
  // What is imported when it is needed stays in files of its own.
  splitting: true,
  legalComments: "linked",
  // Of packages that come in two forms the one for bundlers.
  mainFields: ["module", "main"],
  // These find files of their own beside them, or are loaded for few kinds of input.
  external: ["@huggingface/hub", "@resvg/resvg-js", "fontkit", "h5wasm", "pdfkit", "svg-to-pdfkit", "yauzl"],
  banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
});

await build({
  ...shared,
  entryPoints: [path("src/kernel/worker.ts")],
  outfile: path("dist/kernel/worker.js"),
  platform: "node",
  target: "node20",
  format: "esm",
  allowOverwrite: true,
});

await build({
  ...shared,
  entryPoints: ["main.ts", "page.css"].map((name) => ({ in: path(`src/page/${name}`), out: "page" })),
  outdir: path("dist/page"),
  platform: "browser",
  target: "es2022",
  format: "iife",
  legalComments: "eof",
});
