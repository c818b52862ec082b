import { InvalidArgumentError } from "commander";
import { type StepChoice, USUAL_CHOICE } from "../../source/run/thinning.js";
import { type Flag, valued } from "./flag.js";

/** Which checkpoints of a run are read. */
export const STEPS: Flag<StepChoice | undefined> = valued(
  "--steps <which>",
  "all; log:N, so many, evenly in the log of the step; every:N, at least so many steps apart; A-B, those from A to B (default: log:48)",
  parseSteps,
  { completes: ["all", "log:", "every:"] },
);

/** The same where every one is read unless told otherwise. */
export const RUN_STEP_CHOICE: Flag<StepChoice | undefined> = valued(
  "--steps <which>",
  "of the checkpoints of a run: log:N, so many, evenly in the log of the step; every:N, at least so many steps apart; A-B, those from A to B (default: all)",
  parseSteps,
  { completes: ["all", "log:", "every:"] },
);

export function stepsOf(choice: StepChoice | undefined): StepChoice {
  return choice ?? USUAL_CHOICE;
}

/** @throws InvalidArgumentError */
export function parseSteps(typed: string): StepChoice {
  if (typed === "all") return { kind: "all" };
  const [, kind, digits] = /^(log|every):(\d{1,15})$/.exec(typed) ?? [];
  const number = Number(digits);
  if (kind === "log" && number >= 2) return { kind, most: number };
  if (kind === "every" && number >= 1) return { kind, steps: number };
  const [, from, to] = /^(\d{1,15})-(\d{1,15})$/.exec(typed) ?? [];
  if (from !== undefined && Number(from) <= Number(to))
    return { kind: "range", from: Number(from), to: Number(to) };
  throw new InvalidArgumentError(`"${typed}" is no choice of steps; write all, log:24, every:1000 or 0-5000`);
}
