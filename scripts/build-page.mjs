// Bundles src/page, the script and the style of report pages, to dist/page.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({
  entryPoints: ["main.ts", "page.css"].map((name) => ({
    in: fileURLToPath(new URL(`../src/page/${name}`, import.meta.url)),
    out: "page",
  })),
  outdir: fileURLToPath(new URL("../dist/page", import.meta.url)),
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  // A script element would end at the first "</script" in it.
  supported: { "inline-script": false },
  legalComments: "eof",
  logLevel: "warning",
});
