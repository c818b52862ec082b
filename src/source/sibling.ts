import { basename } from "node:path";
import { WdistError } from "../errors.js";
import { quote } from "../escape.js";

/**
 * A file names another one that should be beside it: it must be a plain name, which leads nowhere else.
 * @throws WdistError MALFORMED
 */
export function requirePlainName(label: string, fileName: string): void {
  if (fileName === basename(fileName) && !/[/\\\0]/.test(fileName) && !/^\.*$/.test(fileName)) return;
  throw new WdistError("MALFORMED", {
    where: label,
    what: `${quote(fileName)} is not a plain file name; a shard must be beside its index`,
    fix: "mend or download the index again",
  });
}
