import { homedir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { WdistError } from "../../errors.js";
import { readSmallFile } from "../../source/smallFile.js";
import { parseJsonc } from "./jsonc.js";

/** The configuration as a value, wherever it is. */

export const CONFIG_FILE = "gpt2-wdist.config.json";
/** What holds other things too, and ours under this key. */
const PACKAGE_FILE = "package.json";
const PACKAGE_KEY = "gpt2-wdist";
/** In each folder, in this order. */
const SEARCH_PLACES = [CONFIG_FILE, ".gpt2-wdistrc", ".gpt2-wdistrc.json", PACKAGE_FILE];

/** A thousand times what any configuration needs. */
const MAX_BYTES = 1 << 20;

export interface FoundConfig {
  readonly path: string;
  readonly value: unknown;
}

/**
 * The first one in the working directory or above it, up to the user's own folder.
 * @throws WdistError USAGE for one that cannot be understood, READ_FAILED
 */
export function findConfig(): FoundConfig | null {
  const start = process.cwd();
  const last = resolve(homedir());
  for (let folder = start; ; folder = dirname(folder)) {
    for (const name of SEARCH_PLACES) {
      const path = relative(start, join(folder, name));
      const text = textOf(path);
      if (text === null || text.trim() === "") continue;
      const value = parseJsonc(path, text);
      const own = name === PACKAGE_FILE ? packageValue(value) : value;
      if (own !== undefined) return { path, value: own };
    }
    if (folder === last || folder === dirname(folder)) return null;
  }
}

/**
 * The one that was named.
 * @throws WdistError NOT_FOUND, USAGE, READ_FAILED
 */
export function configAt(path: string): FoundConfig {
  const text = textOf(path);
  if (text !== null) return { path, value: parseJsonc(path, text) };
  throw new WdistError("NOT_FOUND", {
    where: path,
    what: "the configuration cannot be read",
    fix: "check --config",
  });
}

function packageValue(value: unknown): unknown {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>)[PACKAGE_KEY] : undefined;
}

/** Null where there is no file that may be read. */
function textOf(path: string): string | null {
  const read = readIfThere(path);
  if (read === null || Buffer.isBuffer(read)) return read?.toString("utf8") ?? null;
  throw new WdistError("USAGE", {
    where: path,
    what:
      read.reason === "too long"
        ? `has ${read.byteLength} bytes; ${MAX_BYTES} is the limit for a configuration`
        : "is where a configuration is looked for, and is not a regular file",
    fix: "remove it, or name another with --config",
  });
}

function readIfThere(path: string): ReturnType<typeof readSmallFile> | null {
  try {
    return readSmallFile(path, MAX_BYTES);
  } catch {
    return null;
  }
}
