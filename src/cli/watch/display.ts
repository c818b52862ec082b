import { answersOf } from "../../analysis/track/answers.js";
import type { TrackedRun } from "../../model/run.js";
import { runText } from "../../report/terminal/run.js";
import { watchLine, watchState } from "../../words/run/watch.js";
import type { Io } from "../io.js";
import { type StyleFlags, styleOf } from "../terminal/style.js";

/** Shows a run that goes on; null: there are not two checkpoints yet. */
export type Display = (run: TrackedRun | null) => Promise<void>;

/** Home, and erases the screen from there on. */
const CLEAR = "\u001b[H\u001b[2J";

interface DisplayFlags extends StyleFlags {
  readonly quiet?: true | undefined;
  readonly format?: string | undefined;
}

/**
 * On a terminal the text is drawn anew; elsewhere, and where stdout is for something else, a line a time goes to stderr. `end` leaves the
 * screen to what comes last.
 */
export function displayOf(io: Io, flags: DisplayFlags): { readonly show: Display; readonly end: () => void } {
  if (flags.quiet === true) return { show: async () => {}, end: () => {} };
  const isDrawn = io.stdout.isTerminal && (flags.format ?? "text") === "text";
  const show: Display = async (run) => {
    if (run === null) return;
    if (!isDrawn) {
      io.stderr.write(`${watchLine(run, answersOf(run))}\n`);
      return;
    }
    const style = await styleOf(io, flags);
    io.stdout.write(`${CLEAR}${runText(run, style)}\n${style.chalk.dim(watchState(run.name, run))}\n`);
  };
  return { show, end: () => (isDrawn ? io.stdout.write(CLEAR) : undefined) };
}
