import type { TrackedRuns } from "../../model/runs.js";
import { plural } from "../phrases.js";
import { gapWords, stepNumber, stepRange } from "../run/steps.js";
import { lengthsOf } from "../sites.js";
import { unitOf } from "./shared.js";

/** What several runs are, in ASCII. */

/** "3 runs at 8 steps that all have, 0 to 1,200, every 40; 25 tensors x 64" */
export function runsHeading({ runs, steps, common, tensors }: TrackedRuns): string {
  const { unit } = unitOf({ runs });
  const gaps = steps.slice(1).map((step, i) => step - (steps[i] as number));
  const apart = unit === "step" ? `, ${gapWords({ min: Math.min(...gaps), max: Math.max(...gaps) })}` : "";
  const of = common > steps.length ? ` of ${common}` : "";
  const noun = unit === "step" ? "steps" : "checkpoints";
  const ends = `${stepNumber(steps[0] ?? 0)} to ${stepNumber(steps.at(-1) ?? 0)}`;
  return `${runs.length} runs at ${steps.length}${of} ${noun} that all have, ${ends}${apart}; ${plural(tensors.length, "tensor")} x ${widthsOf(runs)}`;
}

function widthsOf(runs: TrackedRuns["runs"]): string {
  return lengthsOf(
    (runs[0]?.tensors ?? []).map(({ steps: [first] }) => ({
      length: (first?.summary.n ?? 0) + (first?.summary.nonFinite ?? 0),
    })),
  );
}

/** "steps 0 to 1,200" */
export function commonRange({ runs, steps }: TrackedRuns): string {
  return stepRange({ min: steps[0] ?? 0, max: steps.at(-1) ?? 0 }, unitOf({ runs }));
}

/** What the table shows; `cells`: of a course. */
export function runsLegend({ steps, runs }: TrackedRuns, cells: number): string {
  const column =
    steps.length === cells
      ? "one column a step"
      : `one column for ${(steps.length / cells).toFixed(1).replace(/\.0$/, "")} steps`;
  const from = runs[0]?.baseline == null ? "the first of these steps" : "the baseline";
  return `Courses: each from its least to its greatest, ${column}. Medians: the lowest and the highest of the runs. Apart: the distance between two runs over the way from ${from}, at the last; of ways of one length from one place 0 is the same, 1.41 unrelated. r: correlation of two runs dim by dim. Settled: by which 90 % of the move was made, the earliest and the latest of the runs. All numbers are medians over a row's blocks and the pairs of runs.`;
}
