import { runsAnswersOf } from "../../analysis/track/seeds/answers.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRuns } from "../../model/runs.js";
import { runsTitle, trajectoryCaption } from "../../words/seeds/figures.js";
import type { FigureKind } from "../kind.js";
import { MOST_LINES, mediansCourse } from "../seeds/courses.js";
import { runsPicture } from "../seeds/picture.js";

/** The medians of every norm in several runs. */
export const runsTrajectory = {
  name: "trajectory",
  shows:
    "of several runs: each norm's median over the steps that all have, a line a run, or the middle and a band",
  of: "runs",
  build,
} as const satisfies FigureKind<"runs">;

function build(tracked: TrackedRuns, options: FigureOptions): VegaLiteSpec {
  return runsPicture(
    tracked,
    {
      title: runsTitle(tracked, runsAnswersOf(tracked)),
      captionOf: (shown, of) => trajectoryCaption(tracked, MOST_LINES, { shown, of }),
      courseOf: mediansCourse,
      from: null,
      reference: null,
    },
    options,
  );
}
