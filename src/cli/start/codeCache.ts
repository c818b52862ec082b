import { lstatSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Script } from "node:vm";
import { ownFolder, ownFolderIn, ownUser, readOwn } from "./ownFolder.js";

/**
 * Keeps what V8 made of the program's source for its next start, as `module.enableCompileCache` does from Node 22 on: for
 * Node 20, which has nothing of the kind. What is kept is run as it is, so it must be this user's own: ownFolder.ts. It is only ever a
 * shortcut: where there is none, or it is damaged or cannot be written, the program starts as without it. What it saves:
 * bench/notes.md.
 */

/** What Module.prototype._compile is given; every loader of CommonJS goes through it. */
type Compile = (this: Module, content: string, filename: string) => unknown;

/** What was made for other builds and other versions of Node; the least recent go. */
const MOST_KEPT = 8;
/** Many times what the largest file of the program takes. */
const MAX_BYTES = 1 << 26;

/**
 * Starts to keep the compiled code of the files in `program`. The function returned writes what this run compiled and no
 * earlier one did. V8 tells source by its length alone: `build` must tell it by its content.
 */
export function keepCompiledCode(env: NodeJS.ProcessEnv, program: string, build: string): () => void {
  const place = placeFor(env, `${build}-${process.version}-${process.arch}`);
  if (place === null) return () => {};
  const { folder, user } = place;
  const scripts = new Map<string, Script>();
  let isComplete = true;
  const { prototype } = Module as unknown as { readonly prototype: { _compile: Compile } };
  const compile = prototype._compile;
  prototype._compile = function compileOrTake(content, filename) {
    if (dirname(filename) !== program) return compile.call(this, content, filename);
    const path = join(folder, basename(filename));
    const cachedData = readKept(path, user);
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

interface Place {
  readonly folder: string;
  readonly user: number;
}

/** Where the code of one build is kept; null where there is no place that is only the user's. */
function placeFor(env: NodeJS.ProcessEnv, name: string): Place | null {
  const user = ownUser();
  if (user === null || (env.NODE_DISABLE_COMPILE_CACHE ?? "") !== "") return null;
  const given = env.XDG_CACHE_HOME ?? "";
  const base = isAbsolute(given) ? given : join(env.HOME || homedir(), ".cache");
  try {
    // One by one: each is looked at before the next is made in it.
    const above = ownFolder(dirname(base), user);
    const own = above === null ? null : ownFolderIn(join(above, basename(base)), user);
    const all = own === null ? null : ownFolderIn(join(own, "gpt2-wdist"), user);
    const folder = all === null ? null : ownFolderIn(join(all, name), user);
    return folder === null ? null : { folder, user };
  } catch {
    return null;
  }
}

/** V8 runs damaged code too: it is stored twice, and taken where both copies are the same. */
function readKept(path: string, user: number): Buffer | null {
  const twice = readOwn(path, user, MAX_BYTES);
  if (twice === null) return null;
  const half = twice.length / 2;
  const data = twice.subarray(0, half);
  return Number.isInteger(half) && data.equals(twice.subarray(half)) ? data : null;
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
