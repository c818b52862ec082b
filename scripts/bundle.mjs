// Bundles what is loaded as a whole: the program (dist/program) and the threads that count (dist/counting/worker.js), so
// that they start quickly, and the script and the style of report pages (dist/page). The library stays as the compiler
// wrote it.
import { deepStrictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, transform } from "esbuild";
import { ROOT } from "./paths.mjs";

const path = (name) => join(ROOT, name);
const shared = { bundle: true, minify: true, logLevel: "warning" };
const program = { ...shared, platform: "node", target: "node20", outdir: path("dist/program") };

/** These find files of their own beside them, or are loaded for few kinds of input. */
const LEFT_OUTSIDE = [
  "@huggingface/hub",
  "@resvg/resvg-js",
  "fontkit",
  "h5wasm",
  "pdfkit",
  "svg-to-pdfkit",
  "yauzl",
];

/**
 * Modules of plain data about what is slow to load: the program has the data as it is now, and loads the rest when it is
 * needed. Library and tests read the same from the modules themselves.
 */
const DATA_ONLY = /\/src\/(figure\/names)\.ts$/;

const onlyData = {
  name: "only data",
  setup: ({ onLoad }) => {
    onLoad({ filter: DATA_ONLY }, async ({ path: source }) => {
      const [, module] = DATA_ONLY.exec(source);
      const values = Object.entries(await import(pathToFileURL(path(`dist/${module}.js`)).href));
      for (const [name, value] of values)
        deepStrictEqual(JSON.parse(JSON.stringify(value)), value, `${module}: ${name} is not plain data`);
      const lines = values.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
      return { contents: lines.join("\n") };
    });
  },
};

/** What is larger is Vega and its like, which few runs need. */
const MOST_IN_MAIN = 200_000;

/** As esbuild writes imports of what is loaded when it is needed: files of the program, and packages. */
const LAZY_IMPORT = /\bimport\((?="\.\/)/g;
const OUTSIDE_IMPORT = /\bimport\((?="[@\w])/g;

/**
 * CommonJS, which starts sooner than modules and whose compiled code can be kept; but only as modules does esbuild leave
 * what is imported when it is needed in files of its own. So it makes modules, and then each of them CommonJS. What
 * several of these files share is in main.cjs with the program's beginning: one file to read instead of thirty.
 */
async function bundleProgram() {
  const { outputFiles, metafile } = await build({
    ...program,
    entryPoints: [{ in: path("src/cli/start/main.ts"), out: "main" }],
    outExtension: { ".js": ".cjs" },
    format: "esm",
    splitting: true,
    metafile: true,
    write: false,
    legalComments: "linked",
    // Of packages that come in two forms the one for bundlers.
    mainFields: ["module", "main"],
    external: LEFT_OUTSIDE,
    plugins: [onlyData],
    alias: {
      // The other one looks for a canvas of Node's, which is not there.
      "vega-canvas": path("node_modules/vega-canvas/build/vega-canvas.browser.js"),
      "node:child_process": path("scripts/noChildProcess.cjs"),
    },
  });
  const lazy = new Set(Object.values(metafile.outputs).flatMap(lazyImportsOf));
  const common = [];
  const files = new Map();
  for (const { path: file, text } of outputFiles) {
    const name = basename(file);
    const code = name.endsWith(".cjs") ? await asCommonJs(text) : null;
    if (code === null) files.set(name, text);
    else if (lazy.has(name) || code.length > MOST_IN_MAIN) files.set(name, besideMain(code));
    else common.push(`${JSON.stringify(`./${name}`)}(exports,module,require){${code}}`);
  }
  files.set("main.cjs", mainOf(common));
  mkdirSync(program.outdir, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(program.outdir, name), text);
  return createHash("sha256")
    .update(JSON.stringify([...files]))
    .digest("hex")
    .slice(0, 16);
}

/** Names of the files that an output imports when they are needed. */
function lazyImportsOf({ imports }) {
  return imports
    .filter(({ kind, external }) => kind === "dynamic-import" && external !== true)
    .map(({ path: output }) => basename(output));
}

async function asCommonJs(text) {
  const replaced = text.replace(LAZY_IMPORT, "importLazily(").replace(OUTSIDE_IMPORT, "importOutside(");
  const { code } = await transform(replaced, {
    format: "cjs",
    platform: "node",
    target: "node20",
    minify: true,
    define: { "import.meta.url": "moduleUrl" },
  });
  if (/\bimport\(["'`]/.test(code)) throw new Error("an import was missed");
  const head = [
    ...(code.includes("moduleUrl")
      ? ['const moduleUrl=require("node:url").pathToFileURL(__filename).href;']
      : []),
    ...(code.includes("importLazily") ? ["const importLazily=async name=>require(name);"] : []),
    ...(code.includes("importOutside") ? ['const{importOutside}=require("./launch.cjs");'] : []),
  ];
  return `${head.join("")}${code}`;
}

/** Files by name, each run when it is first asked for, and what else this file is asked for. */
function mainOf(common) {
  return `const files={${common.join(",\n")}};
const loaded=new Map;
const load=(name)=>{
if(!Object.hasOwn(files,name))return require(name);
let module=loaded.get(name);
if(module===undefined){module={exports:{}};loaded.set(name,module);files[name](module.exports,module,load);}
return module.exports;};
exports.load=load;
exports.main=(args)=>load("./main.cjs").main(args);
`;
}

function besideMain(code) {
  return `(require=>{${code}})(require("./main.cjs").load);\n`;
}

async function bundleLauncher() {
  const programBuild = await bundleProgram();
  await build({
    ...program,
    entryPoints: [{ in: path("src/cli/start/launch.ts"), out: "launch" }],
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    external: ["./main.cjs"],
    define: { PROGRAM_BUILD: JSON.stringify(programBuild) },
  });
}

function bundleWorker() {
  return build({
    ...shared,
    entryPoints: [path("src/counting/worker.ts")],
    outfile: path("dist/counting/worker.js"),
    platform: "node",
    target: "node20",
    format: "esm",
    allowOverwrite: true,
  });
}

function bundlePage() {
  return build({
    ...shared,
    entryPoints: ["main.ts", "page.css"].map((name) => ({ in: path(`src/page/${name}`), out: "page" })),
    outdir: path("dist/page"),
    platform: "browser",
    target: "es2022",
    format: "iife",
    legalComments: "eof",
  });
}

export async function bundle() {
  await Promise.all([bundleLauncher(), bundleWorker(), bundlePage()]);
}
