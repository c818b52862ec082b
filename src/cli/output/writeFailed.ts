import { dirname } from "node:path";
import { WdistError } from "../../errors.js";
import { limitReached } from "../../source/diskErrors.js";

/** What goes wrong with files that are written, in words. */
export function writeFailed(path: string, cause: unknown): WdistError {
  if (cause instanceof WdistError) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
  const limit = limitReached(cause);
  return new WdistError("WRITE_FAILED", {
    where: path,
    what: `could not be written (${code})`,
    fix: limit?.fix ?? FIXES.get(code)?.(path) ?? "check permissions, or choose another place with -o",
    cause,
  });
}

const FIXES = new Map<string, (path: string) => string>([
  ["ENOENT", (path) => `make the folder first: mkdir -p ${dirname(path)}`],
  ["EISDIR", () => "name a file, not a folder"],
  ["ENOTDIR", () => "a part of the path is a file; name another folder"],
  ["ENAMETOOLONG", () => "choose a shorter name"],
  ["ENOSPC", () => "free some space, or choose another place with -o"],
  ["EDQUOT", () => "free some space, or choose another place with -o"],
  ["EROFS", () => "nothing can be written there; choose another place with -o"],
  ["EPIPE", () => "whatever reads it has stopped"],
]);
