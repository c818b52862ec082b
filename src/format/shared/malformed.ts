import { WdistError } from "../../errors.js";

/** Makes the error of a file that breaks the rules of its format; `where` is a file, and a byte or tensor of it. */
export type Malformed = (where: string, what: string, cause?: unknown) => WdistError;

/**
 * The errors of one format.
 * @param kind what the file is taken for, with its article: "a valid safetensors file"
 * @param fix how to get a valid file
 */
export function malformedAs(kind: string, fix: string): Malformed {
  return (where, what, cause) =>
    new WdistError("MALFORMED", { where, what: `not ${kind}: ${what}`, fix, cause });
}
