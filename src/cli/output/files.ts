import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { WdistError } from "../../errors.js";

/** Writes a file whole or not at all: under another name first, which is then its own. */
export function writeWhole(path: string, bytes: string | Uint8Array): void {
  if (path === "")
    throw new WdistError("USAGE", {
      where: '-o ""',
      what: "is no path",
      fix: "name a file; is a variable empty?",
    });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${Date.now()}.tmp`);
  try {
    writeFileSync(temporary, bytes, { flag: "wx" });
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw writeFailed(path, cause);
  }
}

/** Makes the folder that a file is to stand in, with those above it. */
export function makeFolderOf(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    throw writeFailed(dirname(path), cause);
  }
}

function writeFailed(path: string, cause: unknown): WdistError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
  return new WdistError("WRITE_FAILED", {
    where: path,
    what: `could not be written (${code})`,
    fix: fixFor(code, path),
    cause,
  });
}

function fixFor(code: string, path: string): string {
  if (code === "ENOENT") return `make the folder first: mkdir -p ${dirname(path)}`;
  if (code === "EISDIR") return "name a file, not a folder";
  return "check permissions and free space, or choose another place with -o";
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
