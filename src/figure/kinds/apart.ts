import { runsAnswersOf } from "../../analysis/track/seeds/answers.js";
import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { RunsAnswers, TrackedRuns } from "../../model/runs.js";
import { apartCaption, apartTitle, beginTogether } from "../../words/seeds/figures.js";
import type { FigureKind } from "../kind.js";
import { apartCourse } from "../seeds/courses.js";
import { runsPicture } from "../seeds/picture.js";

/** How far several runs lie from each other, against how far they went. */
export const apart = {
  name: "apart",
  shows: "of several runs: how far they lie from each other over the way that they went, by step",
  of: "runs",
  build,
} as const satisfies FigureKind<"runs">;

/** Where two ways of one length that have nothing to do with each other are. */
const UNRELATED = Math.SQRT2;
/** Held against it, less would be a flat line. */
const LEAST_TO_COMPARE = 0.3;

function build(tracked: TrackedRuns, options: FigureOptions): VegaLiteSpec {
  const answers = runsAnswersOf(tracked);
  const reference = referenceOf(tracked, answers);
  return runsPicture(
    tracked,
    {
      title: apartTitle(tracked, answers),
      captionOf: (shown, of) => apartCaption(tracked, reference !== null, { shown, of }),
      courseOf: apartCourse,
      from: 0,
      reference,
    },
    options,
  );
}

function referenceOf(tracked: TrackedRuns, answers: RunsAnswers): number | null {
  const largest = Math.max(0, ...tracked.tensors.flatMap(({ steps }) => steps.map((at) => at.apart ?? 0)));
  return beginTogether(tracked, answers) && largest >= LEAST_TO_COMPARE ? UNRELATED : null;
}
