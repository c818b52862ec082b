import { InvalidArgumentError } from "commander";
import { CAUSES, CHANGES } from "../../analysis/track/failures.js";
import { usageError } from "../../errors.js";
import { repeated, toggle, under, type ValuesOf, valued } from "./flag.js";

/** Following a training while it goes on. */

/** A look costs a few calls to the file system, and checkpoints come minutes apart. */
const USUAL_INTERVAL_S = 10;
const INTERVAL_S = { least: 0.1, most: 86_400 };
const IDLE_MIN = { least: 0.001, most: 100_000 };

export const WATCH_FLAGS = under("While a training goes on:", {
  watch: toggle(
    "--watch",
    "follow the folder, pattern or file (one that is overwritten, too): take each checkpoint once it is whole, until Ctrl-C",
  ),
  interval: valued(
    "--interval <seconds>",
    `how often to look; a checkpoint is whole when nothing of it changed from one look to the next (default: ${USUAL_INTERVAL_S})`,
    (typed) => within(typed, INTERVAL_S, "seconds"),
  ),
  failOn: repeated(
    "--fail-on <cause>",
    `end with exit code 1 when it is found, and name the step (repeatable): a change between checkpoints (${CHANGES.join(", ")}) or a rule of check (gpt2-wdist check --list-rules), against --baseline or the checkpoint before`,
    parseCause,
    { completes: CAUSES },
  ),
  untilStep: valued("--until-step <step>", "end once that step, or a later one, was taken", parseStep),
  idle: valued("--idle <minutes>", "end when there was no new checkpoint for so long", (typed) =>
    within(typed, IDLE_MIN, "minutes"),
  ),
});

export type WatchFlags = ValuesOf<typeof WATCH_FLAGS>;

export function intervalMsOf({ interval }: WatchFlags): number {
  return (interval ?? USUAL_INTERVAL_S) * 1000;
}

/** @throws WdistError USAGE for what has a meaning beside --watch only */
export function requireWatch(flags: WatchFlags): void {
  const given = [
    ["--interval", flags.interval],
    ["--fail-on", flags.failOn],
    ["--until-step", flags.untilStep],
    ["--idle", flags.idle],
  ] as const;
  const alone = given.find(([, value]) => value !== undefined);
  if (flags.watch === true || alone === undefined) return;
  throw usageError(
    alone[0],
    "is about a training that goes on",
    "add --watch; a run that is over is judged by track itself, and by check",
  );
}

function parseCause(typed: string): string {
  if (CAUSES.includes(typed)) return typed;
  throw new InvalidArgumentError(`"${typed}" is no cause; write one of ${CAUSES.join(", ")}`);
}

function parseStep(typed: string): number {
  if (/^\d{1,15}$/.test(typed)) return Number(typed);
  throw new InvalidArgumentError(`"${typed}" is no step; write a number, e.g. 20000`);
}

function within(typed: string, { least, most }: typeof INTERVAL_S, unit: string): number {
  const value = Number(typed);
  if (typed.trim() !== "" && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`"${typed}" is no number of ${unit} from ${least} to ${most}`);
}
