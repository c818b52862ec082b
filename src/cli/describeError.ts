import { WdistError } from "../errors.js";
import { escapeControls } from "../escape.js";
import { limitReached } from "../source/diskErrors.js";

/** An error in two lines for stderr: what is wrong, and what to do. */
export function describeError(error: unknown): string {
  if (error instanceof WdistError) {
    const fix = error.fix === null ? "" : `\n  fix: ${error.fix}`;
    return `gpt2-wdist: error: ${error.message}${fix}\n`;
  }
  const limit = limitReached(error);
  if (limit !== null) return `gpt2-wdist: error: ${limit.what}\n  fix: ${limit.fix}\n`;
  // A defect of this program: say so in one line, without a stack trace.
  const message = escapeControls(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  return `gpt2-wdist: internal error: ${message}\n  fix: please report it with the command line and, if you can, the file\n`;
}
