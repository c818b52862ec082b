import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { constants, Script } from "node:vm";
import { crc32 } from "node:zlib";

/**
 * Keeps what V8 made of a program's source for its next start, as `module.enableCompileCache` does from Node 22 on: for
 * Node 20, which has nothing of the kind. What is kept is only ever a shortcut: where it lacks, is damaged, belongs to
 * other source or may not be written, the program starts as without it.
 */

/** What Module.prototype._compile is given; every loader of CommonJS goes through it. */
type Compile = (this: Module, content: string, filename: string) => unknown;

/** Starts to keep compiled code. The function returned writes what this run compiled and no earlier one did. */
export function keepCompiledCode(env: NodeJS.ProcessEnv, version: string): () => void {
  const folder = ownFolder(env, version);
  if (folder === null) return () => {};
  const scripts = new Map<string, Script>();
  let isComplete = true;
  const { prototype } = Module as unknown as { readonly prototype: { _compile: Compile } };
  prototype._compile = function compile(content, filename) {
    const path = join(folder, `${basename(filename)}-${hex(filename)}-${hex(content)}`);
    const cachedData = readKept(path);
    const script = new Script(Module.wrap(content), {
      filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData === null ? {} : { cachedData }),
    });
    scripts.set(path, script);
    if (cachedData === null || script.cachedDataRejected === true) isComplete = false;
    const run = script.runInThisContext() as (...args: unknown[]) => unknown;
    return run.call(this.exports, this.exports, requireOf(this), this, filename, dirname(filename));
  };
  return () => {
    if (isComplete) return;
    // All, since a file that is new here called functions of the others that no earlier run did; and only now, since
    // functions are compiled when they are first called.
    for (const [path, script] of scripts) keep(path, script.createCachedData());
  };
}

/** What Node gives every module, without what makes that slow: it is asked for files by their path. */
function requireOf(module: Module): NodeJS.Require {
  const { _resolveFilename: resolve } = Module as unknown as {
    readonly _resolveFilename: (id: string, from: Module) => string;
  };
  const require = (id: string) => module.require(id);
  return Object.assign(require, { resolve: (id: string) => resolve(id, module) }) as NodeJS.Require;
}

function hex(text: string): string {
  return crc32(text).toString(16);
}

/** A folder of the user's that nobody else may write to: what stands in it is run as it stands. */
function ownFolder(env: NodeJS.ProcessEnv, version: string): string | null {
  if ((env.NODE_DISABLE_COMPILE_CACHE ?? "") !== "") return null;
  const folder = join(
    env.XDG_CACHE_HOME || join(homedir(), ".cache"),
    "gpt2-wdist",
    `${version}-${process.version}-${process.arch}`,
  );
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return isOwn ? folder : null;
  } catch {
    return null;
  }
}

const CHECKSUM_BYTES = 4;

/** Null where nothing is kept, or not what was written: V8 believes what it is given. */
function readKept(path: string): Buffer | null {
  try {
    const bytes = readFileSync(path);
    const data = bytes.subarray(0, bytes.length - CHECKSUM_BYTES);
    return bytes.readUInt32LE(data.length) === crc32(data) ? data : null;
  } catch {
    return null;
  }
}

function keep(path: string, data: Buffer): void {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(data));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, Buffer.concat([data, checksum]), { flag: "wx", mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    // The next run starts no slower than this one.
  }
}
