import { WdistError } from "../errors.js";
import { quote } from "../escape.js";

/** A name of a file in a folder, and nothing that leads out of it on any system. */
export function isPlainName(fileName: string): boolean {
  return !/[/\\\0:]/.test(fileName) && !/^\.*$/.test(fileName);
}

/**
 * A checkpoint may name other files of itself, but only such as stand beside it.
 * @param label the file that names it
 * @throws WdistError MALFORMED
 */
export function requirePlainName(label: string, fileName: string): void {
  if (isPlainName(fileName)) return;
  throw new WdistError("MALFORMED", {
    where: label,
    what: `${quote(fileName)} is not a plain file name; a shard must stand beside its index`,
    fix: "mend or download the index again",
  });
}
