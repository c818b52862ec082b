import type { RunAnswers, TrackedRun } from "../../model/run.js";
import { plural } from "../phrases.js";
import { lengthsOf } from "../sites.js";
import { gapWords, stepNumber, stepRange } from "./steps.js";

/** What a run is, in ASCII. */

/** "31 checkpoints, steps 0 to 1,200, every 40; 25 tensors x 64" */
export function runHeading(run: TrackedRun, { gaps }: RunAnswers): string {
  const { points, found, tensors } = run;
  const [first, last] = [points[0]?.step ?? 0, points.at(-1)?.step ?? 0];
  const of = found > points.length ? ` of ${found}` : "";
  const ends =
    run.unit === "step"
      ? `${stepRange({ min: first, max: last }, run)}, ${gapWords(gaps)}`
      : `numbered ${stepNumber(first)} to ${stepNumber(last)}`;
  const lengths = lengthsOf(tensors.map(({ steps }) => ({ length: lengthOf(steps[0]) })));
  return `${points.length}${of} checkpoints, ${ends}; ${plural(tensors.length, "tensor")} x ${lengths}`;
}

function lengthOf(at: TrackedRun["tensors"][number]["steps"][number] | undefined): number {
  return at === undefined ? 0 : at.summary.n + at.summary.nonFinite;
}

/** What the table shows; `cells`: of a course of medians. */
export function runLegend({ points, baseline, schedule }: TrackedRun, cells: number): string {
  const column =
    points.length === cells
      ? "one column a checkpoint"
      : `one column for ${(points.length / cells).toFixed(1).replace(/\.0$/, "")} checkpoints`;
  const from = baseline === null ? "the first checkpoint" : "the baseline";
  const rate =
    schedule === null
      ? ""
      : ` The learning rate alone: 50 % at ${stepNumber(schedule.spent["50"])}, 90 % at ${stepNumber(schedule.spent["90"])}.`;
  return `Courses: each from its least to its greatest, ${column}. Moved: from ${from} to the last. Way: all changes between checkpoints, added up. Settled: from there on at most 50 % (10 %) of the move was left. All numbers are medians over a row's blocks, but for the outliers at the end.${rate}`;
}
