// Bundles what is loaded as a whole: the program (dist/program) and the threads that count (dist/counting/worker.js), so
// that they start quickly, and the script and the style of report pages (dist/page). The library stays as the compiler
// wrote it.
import { deepStrictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build, transform } from "esbuild";
import { ROOT } from "./paths.mjs";
import { inlineMap, MappedText } from "./sourceMaps.mjs";

const path = (name) => join(ROOT, name);
const shared = { bundle: true, minify: true, logLevel: "warning" };
const program = { ...shared, platform: "node", target: "node20", outdir: path("dist/program") };

/** These find files of their own beside them, or are loaded for few kinds of input. */
const LEFT_OUTSIDE = [
  "@huggingface/hub",
  "@resvg/resvg-js",
  // Not a dependency: imported where users have installed it.
  "@tensorflow/tfjs-node",
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

/** TensorFlow.js's WebAssembly for several threads, which Node does not start: 55 kB that are never run. */
const noThreads = {
  name: "no threads",
  setup: ({ onResolve }) => {
    const nothing = { path: path("scripts/nothing.mjs") };
    onResolve({ filter: /tfjs-backend-wasm-threaded-simd\.js$/ }, () => nothing);
  },
};

/** The kernels of `probe`: processors without vector instructions for WebAssembly run no Node of our age. */
const KERNELS = "tfjs-backend-wasm-simd.wasm";

function copyKernels() {
  mkdirSync(path("dist/kernels"), { recursive: true });
  copyFileSync(
    path(`node_modules/@tensorflow/tfjs-backend-wasm/dist/${KERNELS}`),
    path(`dist/kernels/${KERNELS}`),
  );
}

/** What is larger is Vega and its like, which few runs need. */
const MOST_IN_MAIN = 200_000;

/** As esbuild writes imports of what is loaded when it is needed: files of the program, and packages. */
const LAZY_IMPORT = /\bimport\((?="\.\/)/g;
const OUTSIDE_IMPORT = /\bimport\((?="[@\w])/g;
/** What replaces them: as long as "import", so that source maps stay right. */
const LAZY = "lazily";
const OUTSIDE = "extern";

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
    sourcemap: "external",
    sourcesContent: false,
    legalComments: "linked",
    // Of packages that come in two forms the one for bundlers.
    mainFields: ["module", "main"],
    external: LEFT_OUTSIDE,
    plugins: [onlyData, noThreads],
    alias: {
      // The other one looks for a canvas of Node's, which is not there.
      "vega-canvas": path("node_modules/vega-canvas/build/vega-canvas.browser.js"),
      "node:child_process": path("scripts/noChildProcess.cjs"),
      // TensorFlow.js would fetch with it; its kernels are read from a file.
      "node-fetch": path("scripts/nothing.mjs"),
    },
  });
  const { files, maps } = await filesOf(outputFiles, metafile);
  mkdirSync(program.outdir, { recursive: true });
  for (const [name, text] of [...files, ...maps]) writeFileSync(join(program.outdir, name), text);
  return createHash("sha256")
    .update(JSON.stringify([...files]))
    .digest("hex")
    .slice(0, 16);
}

/** The program's files by name, and their source maps. */
async function filesOf(outputFiles, metafile) {
  const lazy = new Set(Object.values(metafile.outputs).flatMap(lazyImportsOf));
  const outputs = new Map(outputFiles.map(({ path: file, text }) => [basename(file), text]));
  const common = [];
  const files = new Map();
  const maps = new Map();
  const addMapped = (name, mapped) => {
    const { text, map } = mapped.finish(name);
    files.set(name, text);
    maps.set(`${name}.map`, map);
  };
  for (const [name, text] of outputs) {
    if (name.endsWith(".map")) continue;
    if (!name.endsWith(".cjs")) files.set(name, text);
    else {
      const part = await asCommonJs(text, outputs.get(`${name}.map`));
      // Nobody traces an error into what is as large as Vega.
      if (part.code.length > MOST_IN_MAIN) files.set(name, `${besideMain(part.head + part.code)}\n`);
      else if (lazy.has(name)) addMapped(name, mappedBesideMain(part));
      else common.push({ name, ...part });
    }
  }
  addMapped("main.cjs", mainOf(common));
  files.set("LICENSES.txt", licencesOf(metafile));
  return { files, maps };
}

/** Names of the files that an output imports when they are needed. */
function lazyImportsOf({ imports }) {
  return imports
    .filter(({ kind, external }) => kind === "dynamic-import" && external !== true)
    .map(({ path: output }) => basename(output));
}

/** @returns {Promise<{ head: string, code: string, map: object }>} the code follows the head on the same line */
async function asCommonJs(text, mapText) {
  const replaced = text.replace(LAZY_IMPORT, `${LAZY}(`).replace(OUTSIDE_IMPORT, `${OUTSIDE}(`);
  const { code, map } = await transform(replaced + inlineMap(mapText), {
    format: "cjs",
    platform: "node",
    target: "node20",
    minify: true,
    sourcemap: "external",
    sourcesContent: false,
    define: { "import.meta.url": "moduleUrl" },
  });
  if (/\bimport\(["'`]/.test(code)) throw new Error("an import was missed");
  const head = [
    ...(code.includes("moduleUrl")
      ? ['const moduleUrl=require("node:url").pathToFileURL(__filename).href;']
      : []),
    ...(code.includes(`${LAZY}(`) ? [`const ${LAZY}=async name=>require(name);`] : []),
    ...(code.includes(`${OUTSIDE}(`) ? [`const{importOutside:${OUTSIDE}}=require("./launch.cjs");`] : []),
  ];
  return { head: head.join(""), code, map: JSON.parse(map) };
}

/** Files by name, each run when it is first asked for, and what else this file is asked for. */
function mainOf(common) {
  const text = new MappedText().add("const files={");
  for (const { name, head, code, map } of common) {
    text
      .add(`${JSON.stringify(`./${name}`)}(exports,module,require){${head}`)
      .add(code, map)
      .add("},\n");
  }
  return text.add(`};
const loaded=new Map;
const load=(name)=>{
if(!Object.hasOwn(files,name))return require(name);
let module=loaded.get(name);
if(module===undefined){module={exports:{}};loaded.set(name,module);files[name](module.exports,module,load);}
return module.exports;};
exports.load=load;
exports.main=(args)=>load("./main.cjs").main(args);`);
}

const BEFORE_BESIDE_MAIN = "(require=>{";
const AFTER_BESIDE_MAIN = '})(require("./main.cjs").load);';

function besideMain(code) {
  return BEFORE_BESIDE_MAIN + code + AFTER_BESIDE_MAIN;
}

function mappedBesideMain({ head, code, map }) {
  return new MappedText()
    .add(BEFORE_BESIDE_MAIN + head)
    .add(code, map)
    .add(AFTER_BESIDE_MAIN);
}

/** Licences of the packages that are a part of the program and are not installed with it, and of what these need. */
function licencesOf({ inputs }) {
  const { packages: locked } = JSON.parse(readFileSync(path("package-lock.json"), "utf8"));
  const packages = new Set(Object.keys(inputs).flatMap((file) => PACKAGE.exec(file)?.[1] ?? []));
  return [...packages]
    .filter((name) => locked[`node_modules/${name}`]?.dev === true)
    .sort()
    .map((name) => `${name}\n\n${licenceOf(name)}\n`)
    .join("\n");
}

const PACKAGE = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//;

function licenceOf(name) {
  const folder = path(`node_modules/${name}`);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const { license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return file === undefined
    ? `${license}, ${author?.name ?? author ?? "its authors"}`
    : readFileSync(join(folder, file), "utf8").trim();
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

const page = { ...shared, outdir: path("dist/page"), platform: "browser", target: "es2022", format: "iife" };

function bundlePage() {
  const entryPoints = [
    { in: path("src/page/main.ts"), out: "page" },
    { in: path("src/page/page.css"), out: "page" },
    { in: path("src/page/run/main.ts"), out: "run" },
    { in: path("src/page/told/main.ts"), out: "told" },
  ];
  return build({ ...page, entryPoints, legalComments: "eof" });
}

/** In a page there is no folder of prepared panels: what has been prepared there is kept by what draws. */
const noBuiltPanels = {
  name: "no built panels",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/src\/render\/builtPanels\.ts$/ }, () => ({
      contents: "export const readBuiltPanels = () => null;",
    }));
  },
};

/** Parts of Vega that no figure needs. */
const UNUSED_IN_PAGES = [
  "vega-crossfilter",
  "vega-force",
  "vega-hierarchy",
  "vega-label",
  "vega-regression",
  "vega-voronoi",
  "vega-wordcloud",
];

/**
 * What draws in a page's thread, as a script and packed for the page to carry: packed here, so that the bytes of a page
 * depend on no one's compressor.
 */
async function bundleDrawer() {
  await build({
    ...page,
    entryPoints: [{ in: path("src/page/drawer/main.ts"), out: "drawer" }],
    legalComments: "eof",
    plugins: [noBuiltPanels],
    alias: {
      "node:util": path("scripts/deepEqual.mjs"),
      ...Object.fromEntries(UNUSED_IN_PAGES.map((name) => [name, path("scripts/nothing.mjs")])),
    },
  });
  const packed = deflateRawSync(readFileSync(path("dist/page/drawer.js")), { level: 9 });
  writeFileSync(path("dist/page/drawer.packed"), packed.toString("base64"));
}

export async function bundle() {
  copyKernels();
  await Promise.all([bundleLauncher(), bundleWorker(), bundlePage(), bundleDrawer()]);
}
