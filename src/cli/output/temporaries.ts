import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FileTarget } from "./target.js";
import { writeFailed } from "./writeFailed.js";

/** Files beside those that they will replace, under names of their own. */
export class Temporaries {
  readonly #written: { readonly temporary: string; readonly target: FileTarget }[] = [];
  /** Files that were not there before. */
  readonly #added: string[] = [];
  /** Folders that were not there before, the deepest last. */
  readonly #folders: string[] = [];

  /** @throws WdistError WRITE_FAILED */
  write(target: FileTarget, bytes: string | Uint8Array): void {
    // Short, since the name itself may be as long as any may be.
    const temporary = join(dirname(target.path), `.gpt2-wdist-${randomBytes(6).toString("hex")}.tmp`);
    try {
      this.#makeFolder(dirname(target.path));
      this.#written.push({ temporary, target });
      writeFileSync(temporary, bytes, { flag: "wx" });
      if (target.mode !== null) chmodSync(temporary, target.mode);
    } catch (cause) {
      throw writeFailed(target.path, cause);
    }
  }

  /** Gives each the name that it is for. @throws WdistError WRITE_FAILED */
  keep(): void {
    for (const { temporary, target } of this.#written) {
      const isNew = !existsSync(target.path);
      try {
        renameSync(temporary, target.path);
      } catch (cause) {
        throw writeFailed(target.path, cause);
      }
      if (isNew) this.#added.push(target.path);
    }
  }

  /** Removes what has come so far; what was replaced stays replaced. */
  undo(): void {
    for (const path of [...this.#written.map(({ temporary }) => temporary), ...this.#added]) {
      rmSync(path, { force: true });
    }
    for (const folder of this.#folders.toReversed()) removeEmpty(folder);
  }

  #makeFolder(folder: string): void {
    const lacking: string[] = [];
    for (let at = folder; !existsSync(at) && at !== dirname(at); at = dirname(at)) lacking.unshift(at);
    mkdirSync(folder, { recursive: true });
    this.#folders.push(...lacking);
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody has put something into it.
  }
}
