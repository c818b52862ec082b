import { readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { homeOf, type SourceOptions } from "./options.js";
import { readSmall } from "./smallFile.js";
import { TEMPORARY, writeWhole } from "./wholeFile.js";

/**
 * What this program keeps of what it read from a hub: small files, each whole or not there. Other processes may read, write and
 * remove them meanwhile; where none can be written, all is read again the next time.
 */

/** The norms of some 6,000 checkpoints of a GPT-2 small. */
export const MAX_CACHE_BYTES = 1 << 30;
/** What is half written and older than this was left behind by a process that was killed. */
const ABANDONED_MS = 3_600_000;

/** The folder: beside that of Hugging Face's libraries, which users put where there is room. */
export function cacheFolderOf(options: SourceOptions): string {
  const { XDG_CACHE_HOME, HF_HOME } = options.env;
  const caches = XDG_CACHE_HOME || (HF_HOME ? dirname(HF_HOME.replace(/\/+$/, "")) : "");
  return join(caches || join(homeOf(options), ".cache"), "gpt2-wdist", "hub");
}

export class OwnCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  #hasWritten = false;
  /** Why something could not be written; null where nothing failed. */
  failure: string | null = null;

  constructor(folder: string, maxBytes = MAX_CACHE_BYTES) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** What was kept under a name, a relative path; null where there is nothing, or more than `maxBytes`. Counts as used now. */
  read(name: string, maxBytes: number): Buffer | null {
    const path = join(this.#folder, name);
    const bytes = readSmall(path, maxBytes);
    if (bytes !== null) touch(path);
    return bytes;
  }

  /** Milliseconds since it was written; null where it is not there. */
  ageMs(name: string): number | null {
    const stats = statSync(join(this.#folder, name), { throwIfNoEntry: false });
    return stats === undefined ? null : Math.max(0, Date.now() - stats.mtimeMs);
  }

  /** The same without counting as used, so that its age stays. */
  peek(name: string, maxBytes: number): Buffer | null {
    return readSmall(join(this.#folder, name), maxBytes);
  }

  write(name: string, bytes: string | Uint8Array): void {
    const path = join(this.#folder, name);
    try {
      // For nobody else: models may be private.
      writeWhole(path, bytes, { isPrivate: true });
      this.#hasWritten = true;
    } catch (error) {
      this.failure ??= error instanceof Error && "code" in error ? String(error.code) : "not written";
    }
  }

  /** Removes what was used longest ago, until the rest is within the bound. Once a run is enough: one adds a few megabytes. */
  trim(): void {
    if (!this.#hasWritten) return;
    const files = filesBelow(this.#folder).sort((a, b) => b.usedAt - a.usedAt);
    let held = 0;
    for (const { path, byteLength } of files) {
      held += byteLength;
      if (held > this.#maxBytes) rmSync(path, { force: true });
    }
  }
}

interface Kept {
  readonly path: string;
  readonly byteLength: number;
  readonly usedAt: number;
}

/** Those that are whole; what was abandoned is removed. */
function filesBelow(folder: string): Kept[] {
  const entries = namesIn(folder).map((name) => ({ name, path: join(folder, name) }));
  return entries.flatMap(({ name, path }) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return [];
    if (stats.isDirectory()) return filesBelow(path);
    if (!TEMPORARY.test(name)) return [{ path, byteLength: stats.size, usedAt: stats.mtimeMs }];
    if (Date.now() - stats.mtimeMs > ABANDONED_MS) rmSync(path, { force: true });
    return [];
  });
}

/** Another process may have removed it. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // It is gone, or not ours: it may then go sooner than it should.
  }
}
