import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Of files that are not whole yet, or never became so. */
export const TEMPORARY = /^\.gpt2-wdist-[0-9a-f]{12}\.tmp$/;

/**
 * Writes a file that others may read meanwhile: under another name first, so that it is whole or not there. Missing folders are made.
 * `isPrivate`: for nobody but this user.
 * @throws what the file system throws
 */
export function writeWhole(path: string, bytes: string | Uint8Array, { isPrivate = false } = {}): void {
  const temporary = join(dirname(path), `.gpt2-wdist-${randomBytes(6).toString("hex")}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true, ...(isPrivate ? { mode: 0o700 } : {}) });
    writeFileSync(temporary, bytes, { flag: "wx", ...(isPrivate ? { mode: 0o600 } : {}) });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
