import { escapeControls } from "../../escape.js";
import type { TrackedRuns } from "../../model/runs.js";
import { plural } from "../phrases.js";
import { leftOutNotice } from "../run/notices.js";

/** Checkpoints of a run that are named one by one. */
const MOST_NAMED = 4;

/** How the request was met: of what each run has, what was compared, and what was left out, in ASCII. */
export function runsNotices({ labels, runs, foundInEach, common, steps }: TrackedRuns): readonly string[] {
  const chosen = runs[0] === undefined ? 0 : runs[0].points.length + leftOutSteps(runs[0]);
  return [
    ...(foundInEach.some((found) => found > common)
      ? [
          `${plural(common, "step")} ${common === 1 ? "is" : "are"} in all runs: ${foundInEach.map((found, i) => `${escapeControls(labels[i] as string)} has ${found}`).join(", ")}; others are left aside`,
        ]
      : []),
    ...(common > chosen
      ? [`${chosen} of these steps were read; --steps all reads every one, --steps 0-1000 a part`]
      : []),
    ...runs.flatMap((run, i) => leftOutNotices(labels[i] as string, run)),
    ...(chosen > steps.length
      ? [`the runs are compared at ${steps.length} steps, which could be read in all of them`]
      : []),
    ...(runs[0]?.unit === "number"
      ? [
          "the numbers in the names count checkpoints or epochs, not steps: no rate of change by step means anything here",
        ]
      : []),
  ];
}

function leftOutSteps({ leftOut }: TrackedRuns["runs"][number]): number {
  return leftOut.filter(({ step }) => step !== null).length;
}

function leftOutNotices(label: string, { leftOut }: TrackedRuns["runs"][number]): readonly string[] {
  const named = leftOut.slice(0, MOST_NAMED).map((one) => `${escapeControls(label)}: ${leftOutNotice(one)}`);
  const more = leftOut.length - named.length;
  return [...named, ...(more > 0 ? [`${escapeControls(label)}: left out ${more} more checkpoints`] : [])];
}
