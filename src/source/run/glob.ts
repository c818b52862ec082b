import { readdirSync } from "node:fs";
import { join } from "node:path";
import { usageError } from "../../errors.js";
import { quote } from "../../escape.js";
import { pathExists } from "../local.js";

/** Patterns of paths, for shells that leave them as they are, as all do with quoted ones. */

/** Has it a star, a question mark or a class, as [0-9]? */
export function isPattern(typed: string): boolean {
  return /[*?]|\[.+\]/.test(typed);
}

/**
 * Every path that fits, in the order of the numbers in their names. A star stays within a folder, and finds no hidden file.
 * @throws WdistError USAGE
 */
export function expandPattern(pattern: string): string[] {
  const parts = pattern.split("/").filter((part, i) => part !== "" || i === 0);
  const found = parts.reduce<readonly string[]>(
    (folders, part, i) =>
      i === 0 && part === "" ? ["/"] : folders.flatMap((folder) => entries(folder, part)),
    [""],
  );
  return [...found].sort(new Intl.Collator("en", { numeric: true }).compare);
}

function entries(folder: string, part: string): string[] {
  if (!isPattern(part)) {
    const path = join(folder, part);
    return pathExists(path) ? [path] : [];
  }
  const fits = matcherOf(part);
  return namesIn(folder === "" ? "." : folder)
    .filter((name) => fits.test(name) && (part.startsWith(".") || !name.startsWith(".")))
    .map((name) => join(folder, name));
}

/** What is no folder, or may not be read, holds nothing. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** One part of a pattern, between two slashes. @throws WdistError USAGE */
export function matcherOf(part: string): RegExp {
  const source = part
    .split(/(\*+|\?|\[!?[^\]]+\])/)
    .map((piece) => {
      if (piece.startsWith("*")) return ".*";
      if (piece === "?") return ".";
      const [, not, characters] = /^\[(!?)([^\]]+)\]$/.exec(piece) ?? [];
      if (characters === undefined) return piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return `[${not === "!" ? "^" : ""}${characters.replace(/[\\^\]]/g, "\\$&")}]`;
    })
    .join("");
  try {
    return new RegExp(`^${source}$`, "su");
  } catch {
    // A class whose ends are the wrong way round.
    throw usageError(quote(part), "is not a pattern", "write *, ? or a class of characters, as [0-9]");
  }
}
