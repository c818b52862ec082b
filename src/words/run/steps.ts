import type { Range } from "../../model/findings.js";
import type { TrackedRun } from "../../model/run.js";
import { withCommas } from "../numbers.js";

/** Steps and their numbers in sentences, in ASCII. */

type Counted = Pick<TrackedRun, "unit">;

/** "step", or "checkpoint" where the numbers in the names count no steps. */
export function stepNoun({ unit }: Counted): string {
  return unit === "step" ? "step" : "checkpoint";
}

/** "step 1,200" */
export function stepWords(step: number, run: Counted): string {
  return `${stepNoun(run)} ${stepNumber(step)}`;
}

/** "steps 400 to 440", "step 400" */
export function stepRange({ min, max }: Range, run: Counted): string {
  return min === max ? stepWords(min, run) : `${stepNoun(run)}s ${stepNumber(min)} to ${stepNumber(max)}`;
}

/** A median of steps may lie between two; a step found between logged rates lies anywhere. */
export function stepNumber(step: number): string {
  return withCommas(Math.round(step));
}

/** "every 40", "25 to 100 apart" */
export function gapWords({ min, max }: Range): string {
  return min === max ? `every ${stepNumber(min)}` : `${stepNumber(min)} to ${stepNumber(max)} apart`;
}
