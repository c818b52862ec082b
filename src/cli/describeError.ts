import { WdistError } from "../errors.js";
import { escapeControls } from "../escape.js";
import { limitReached } from "../source/diskErrors.js";

/** An error for stderr: what is wrong, and what to do; with `withStack` also where in the program it arose. */
export function describeError(error: unknown, withStack: boolean): string {
  return withStack ? `${inWords(error)}${stackOf(error)}` : inWords(error);
}

/** In two lines. */
function inWords(error: unknown): string {
  if (error instanceof WdistError) {
    const fix = error.fix === null ? "" : `\n  fix: ${error.fix}`;
    return `gpt2-wdist: error: ${error.message}${fix}\n`;
  }
  const limit = limitReached(error);
  if (limit !== null) return `gpt2-wdist: error: ${limit.what}\n  fix: ${limit.fix}\n`;
  // A defect of this program.
  const message = escapeControls(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  return `gpt2-wdist: internal error: ${message}\n  fix: please report it with what --debug adds, the command line and, if you can, the file\n`;
}

/** Causes of causes that are printed: an error may be its own cause. */
const MOST_CAUSES = 8;

function stackOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth >= MOST_CAUSES) return "";
  const lines = (error.stack ?? String(error)).split("\n").map(escapeControls);
  const own = `${depth === 0 ? "" : "caused by "}${lines.join("\n")}\n`;
  return own + stackOf(error.cause, depth + 1);
}
