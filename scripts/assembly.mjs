// Compiles the WebAssembly that counts and sums, unless it was compiled before from the same sources with the same
// compiler and flags: that takes longer than the rest of the build together.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";

const MODULES = [
  {
    name: "kernel",
    entry: "src/counting/assembly/index.ts",
    flags: "-O3 --converge --noAssert --runtime stub --enable simd --initialMemory 69",
  },
  { name: "vectors", entry: "src/counting/assembly/vectors.ts", flags: "-O3 --runtime stub --use abort=" },
];

/** Beside the packages that it depends on: a fresh install starts afresh. */
const CACHE = join(ROOT, "node_modules/.cache/gpt2-wdist");

export async function buildAssembly() {
  mkdirSync(join(ROOT, "dist/counting"), { recursive: true });
  const compiled = [];
  for (const module of MODULES) {
    const known = fromCache(module);
    if (known === null) compiled.push(module.name);
    writeFileSync(join(ROOT, `dist/counting/${module.name}.wasm`), known ?? (await compile(module)));
  }
  return compiled.length === 0 ? "unchanged" : `compiled ${compiled.join(", ")}`;
}

/** What the compiler made of the same sources; null where any of them has changed since, or is new. */
function fromCache(module) {
  const cached = textOf(cacheFile(module));
  if (cached === null) return null;
  const { sources, wasm } = JSON.parse(cached);
  const isCurrent = Object.entries(sources).every(
    ([name, hash]) => hashOf(textOf(join(ROOT, name))) === hash,
  );
  return isCurrent ? Buffer.from(wasm, "base64") : null;
}

async function compile(module) {
  const { default: compiler } = await import("assemblyscript/asc");
  const sources = {};
  let wasm = null;
  const { error, stderr } = await compiler.main(
    [module.entry, "-o", "out.wasm", ...module.flags.split(" ")],
    {
      // Also names that do not exist, where the compiler looked for a source in several places.
      readFile: (name) => {
        const text = textOf(join(ROOT, name));
        sources[name] = hashOf(text);
        return text;
      },
      writeFile: (_, contents) => {
        wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || wasm === null) throw new Error(`${module.entry}: ${error?.message}\n${stderr}`);
  remember(module, { sources, wasm: Buffer.from(wasm).toString("base64") });
  return wasm;
}

/** Best left out where packages cannot be written to. Two builds at once each put a whole file there. */
function remember(module, entry) {
  try {
    mkdirSync(CACHE, { recursive: true });
    const unfinished = `${cacheFile(module)}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify(entry));
    renameSync(unfinished, cacheFile(module));
  } catch (error) {
    console.warn(`the compiled ${module.name} is not cached: ${error.message}`);
  }
}

function cacheFile({ name, entry, flags }) {
  const { version } = createRequire(import.meta.url)("assemblyscript/package.json");
  return join(CACHE, `${name}-${hashOf(`${version} ${entry} ${flags}`).slice(0, 16)}.json`);
}

/** Null where there is no such file. */
function textOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

function hashOf(text) {
  return text === null ? null : createHash("sha256").update(text).digest("hex");
}
