import type { RunAnswers, TrackedRun } from "../../model/run.js";
import { capitalise } from "../phrases.js";
import { whereWords } from "../where.js";
import { checkpointsWords, groundsWords } from "./figures.js";
import { stepNoun, stepNumber, stepRange, stepWords } from "./steps.js";

/** When norms settled, as the words of a figure, in ASCII: never without what the learning rate alone would do. */

export const SHARE_WORDS = { "50": "50 %", "90": "90 %", "99": "99 %" } as const;
export const DID_NOT_MOVE = "did not move";
export const NOT_FINITE = "not finite";

export function settlingTitle(run: TrackedRun, { settled }: RunAnswers): string {
  if (settled === null) {
    return run.points.length < 3
      ? "Two checkpoints do not say when a norm settled"
      : "No gain moved for good: there is nothing to settle";
  }
  const { steps, early } = settled;
  const took = `90 % of the move was made by ${stepRange(steps, run)}`;
  if (run.schedule === null || early === null) {
    return `${took}; without learning rates that says nothing of convergence`;
  }
  const alone = stepNumber(run.schedule.spent["90"]);
  if (early.length === 0)
    return `No norm is known to have settled early: ${took}, the learning rate alone gives ${alone}`;
  const gains = run.tensors.map(({ id }) => id).filter(({ parameter }) => parameter === "gain");
  const who = capitalise(whereWords(early, gains), run.model.architecture);
  return `${who} settled before ${stepWords(run.schedule.spent["90"], run)}, where the learning rate alone would have ${early.length === 1 ? "it" : "them"}`;
}

/** `fewer`: that not all norms are shown. */
export function settlingCaption(
  run: TrackedRun,
  { gaps }: RunAnswers,
  fewer: readonly string[] = [],
): string {
  const { schedule } = run;
  return [
    `${checkpointsWords(run)}. The first from which on at most 50 (ring), 10 (dot) and 1 % (bar) of the distance from the start to the last checkpoint was left; up to ${stepNumber(gaps.max)} ${stepNoun(run)}${gaps.max === 1 ? "" : "s"} sooner, for between checkpoints nothing is known.`,
    schedule === null
      ? "A learning rate that falls settles every run, and none was found: whether the norms had converged cannot be judged."
      : "Dashed: where a straight way would be, at a pace in proportion to the learning rate.",
    ...groundsWords(run),
    ...fewer,
  ].join(" ");
}
