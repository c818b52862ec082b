// Makes dist from a clean checkout: `npm run build`. Says what each step took. With --if-changed it does nothing where dist
// was made from the same sources, as it is after `npm ci`.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildAssembly } from "./assembly.mjs";
import { bundle } from "./bundle.mjs";
import { preparePanels } from "./panels.mjs";
import { ROOT } from "./paths.mjs";

/** What dist is made from. */
const SOURCES = [
  "fixtures/small-gpt2-post.safetensors",
  "fixtures/small-gpt2-pre.safetensors",
  "fixtures/run",
  "src",
  "scripts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
];
/** Of which sources dist was made; written last, so that half a build counts as none. */
const MARK = `${ROOT}dist/.sources`;

/** Identifies all sources: their names and contents, and the Node that compiles them. */
function hashOfSources() {
  const hash = createHash("sha256").update(process.version);
  for (const source of SOURCES) {
    for (const file of filesOf(source)) hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest("hex");
}

/** The file, or all files in the folder, in an order that is the same everywhere. */
function filesOf(source) {
  const entries = statSync(join(ROOT, source)).isFile()
    ? [source]
    : readdirSync(join(ROOT, source), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
  return entries.toSorted();
}

function isUpToDate(hash) {
  return existsSync(MARK) && readFileSync(MARK, "utf8") === hash;
}

/** Files of earlier builds whose sources are gone would be published. What is slow to make is cached elsewhere. */
function clean() {
  rmSync(`${ROOT}dist`, { recursive: true, force: true });
}

function compileTypeScript() {
  const args = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"];
  const compiler = spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    compiler.on("error", reject);
    compiler.on("exit", (code) => (code === 0 ? resolve("") : reject(new Error("tsc found errors"))));
  });
}

async function timed(name, step) {
  const start = performance.now();
  const remark = (await step()) ?? "";
  console.log(
    `${name}: ${((performance.now() - start) / 1000).toFixed(1)} s${remark === "" ? "" : `, ${remark}`}`,
  );
}

async function build(hash) {
  clean();
  await Promise.all([timed("TypeScript", compileTypeScript), timed("AssemblyScript", buildAssembly)]);
  await Promise.all([timed("bundles", bundle), timed("panels", preparePanels)]);
  writeFileSync(MARK, hash);
}

try {
  const hash = hashOfSources();
  if (process.argv.includes("--if-changed") && isUpToDate(hash)) console.log("dist is up to date");
  else await build(hash);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
