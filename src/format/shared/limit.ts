import { WdistError } from "../../errors.js";

/**
 * The error of a file that may be valid, and is more than this program reads: a limit that guards memory and time, or a
 * feature of a format that no model needs. Another copy of the file would not help.
 */
export function overLimit(where: string, what: string, fix = BY_THEMSELVES): WdistError {
  return new WdistError("UNSUPPORTED_FORMAT", { where, what, fix });
}

const BY_THEMSELVES = "save the model's weights by themselves, with the library that wrote the file";
