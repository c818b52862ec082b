import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { WdistError } from "../../errors.js";
import type { MadeFile } from "./outputKind.js";
import { withSignalsHeld } from "./signals.js";
import { type Target, targetOf } from "./target.js";
import { Temporaries } from "./temporaries.js";
import { writeFailed } from "./writeFailed.js";

/** All files of a run, or none. */

/**
 * Writes every file whole under another name first, and only then gives all of them their own. What is not a regular file,
 * such as a FIFO, is written to directly. Missing folders are made.
 * @throws WdistError WRITE_FAILED, USAGE
 */
export function writeAll(files: readonly MadeFile[]): void {
  const targets = files.map(({ path, bytes }) => ({ target: targetNamed(path), bytes }));
  const temporaries = new Temporaries();
  withSignalsHeld(() => {
    try {
      for (const { target, bytes } of targets) {
        if (target.kind === "file") temporaries.write(target, bytes);
      }
      for (const { target, bytes } of targets) if (target.kind === "stream") target.write(bytes);
      temporaries.keep();
    } catch (error) {
      temporaries.undo();
      throw error;
    }
  });
}

function targetNamed(path: string): Target {
  if (path === "") {
    throw new WdistError("USAGE", {
      where: '-o ""',
      what: "is not a path",
      fix: "name a file; is a variable empty?",
    });
  }
  try {
    return targetOf(path);
  } catch (cause) {
    throw writeFailed(path, cause);
  }
}

/** Do the two paths lead to one file, through whatever links? */
export function isSameFile(a: string, b: string): boolean {
  return realPath(a) === realPath(b);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It does not exist yet, or may not be looked at: its name must do.
    return resolve(path);
  }
}
