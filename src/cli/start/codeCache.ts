import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Script } from "node:vm";

/**
 * Keeps what V8 made of the program's source for its next start, as `module.enableCompileCache` does from Node 22 on: for
 * Node 20, which has nothing of the kind. What is kept is only ever a shortcut: where it is missing or damaged, or may not
 * be written, the program starts as it does without. What it saves is measured in bench/notes.md, "What only makes it start sooner".
 */

/** What Module.prototype._compile is given; every loader of CommonJS goes through it. */
type Compile = (this: Module, content: string, filename: string) => unknown;

/** What was made for other builds and other versions of Node; the least recent go. */
const MOST_KEPT = 8;

/**
 * Starts to keep the compiled code of the files in `program`. The function returned writes what this run compiled and no
 * earlier one did. V8 tells source by its length alone: `build` must tell it by its content.
 */
export function keepCompiledCode(env: NodeJS.ProcessEnv, program: string, build: string): () => void {
  const folder = ownFolder(env, `${build}-${process.version}-${process.arch}`);
  if (folder === null) return () => {};
  const scripts = new Map<string, Script>();
  let isComplete = true;
  const { prototype } = Module as unknown as { readonly prototype: { _compile: Compile } };
  const compile = prototype._compile;
  prototype._compile = function compileOrTake(content, filename) {
    if (dirname(filename) !== program) return compile.call(this, content, filename);
    const path = join(folder, basename(filename));
    const cachedData = readKept(path);
    const script = new Script(Module.wrap(content), {
      filename,
      ...(cachedData === null ? {} : { cachedData }),
    });
    scripts.set(path, script);
    if (cachedData === null || script.cachedDataRejected === true) isComplete = false;
    const run = script.runInThisContext() as (...args: unknown[]) => unknown;
    const require = (id: string) => this.require(id);
    return run.call(this.exports, this.exports, require, this, filename, program);
  };
  return () => {
    if (isComplete) return;
    // All, since a file that is new here called functions of the others that no earlier run did; and only now, since
    // functions are compiled when they are first called.
    for (const [path, script] of scripts) keep(path, script.createCachedData());
    forgetOthers(folder);
  };
}

/** A folder of the user's that nobody else may write to: what is in it is run unchecked. */
function ownFolder(env: NodeJS.ProcessEnv, name: string): string | null {
  if ((env.NODE_DISABLE_COMPILE_CACHE ?? "") !== "") return null;
  const given = env.XDG_CACHE_HOME ?? "";
  const base = isAbsolute(given) ? given : join(env.HOME || homedir(), ".cache");
  try {
    // One by one: in /proc, making a folder with those above it never ends.
    makeFolder(base);
    const all = makeFolder(join(base, "gpt2-wdist"));
    const folder = isOwn(all) ? makeFolder(join(all, name)) : null;
    return folder !== null && isOwn(folder) ? folder : null;
  } catch {
    return null;
  }
}

function makeFolder(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) mkdirSync(path, { mode: 0o700 });
  return path;
}

function isOwn(path: string): boolean {
  const stats = lstatSync(path);
  // Windows has neither users nor modes; there the user's folder is the user's.
  const isOthers =
    process.getuid !== undefined && (stats.uid !== process.getuid() || (stats.mode & 0o022) !== 0);
  return stats.isDirectory() && !isOthers;
}

/** V8 runs even damaged data, so two copies are kept, and used only where both are the same. */
function readKept(path: string): Buffer | null {
  try {
    if (!lstatSync(path).isFile()) return null;
    const twice = readFileSync(path);
    const half = twice.length / 2;
    const data = twice.subarray(0, half);
    return Number.isInteger(half) && data.equals(twice.subarray(half)) ? data : null;
  } catch {
    return null;
  }
}

function keep(path: string, data: Buffer): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, Buffer.concat([data, data]), { flag: "wx", mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    // The next run starts no slower than this one.
    rmSync(temporary, { force: true });
  }
}

function forgetOthers(folder: string): void {
  try {
    const all = readdirSync(dirname(folder)).map((name) => join(dirname(folder), name));
    const byAge = all.map((path) => ({ path, at: lstatSync(path).mtimeMs })).sort((a, b) => b.at - a.at);
    for (const { path } of byAge.slice(MOST_KEPT)) rmSync(path, { recursive: true, force: true });
  } catch {
    // Another run may be doing the same.
  }
}
