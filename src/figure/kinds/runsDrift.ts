import type { FigureOptions, VegaLiteSpec } from "../../model/figure.js";
import type { TrackedRuns } from "../../model/runs.js";
import { driftCaption, driftTitle } from "../../words/seeds/figures.js";
import type { FigureKind } from "../kind.js";
import { driftCourse, MOST_LINES } from "../seeds/courses.js";
import { runsPicture } from "../seeds/picture.js";

/** How far every norm went in several runs. */
export const runsDrift = {
  name: "drift",
  shows: "of several runs: each norm's distance from its start, a line a run, or the middle and a band",
  of: "runs",
  build,
} as const satisfies FigureKind<"runs">;

function build(tracked: TrackedRuns, options: FigureOptions): VegaLiteSpec {
  return runsPicture(
    tracked,
    {
      title: driftTitle(tracked),
      captionOf: (shown, of) => driftCaption(tracked, MOST_LINES, { shown, of }),
      courseOf: driftCourse,
      from: 0,
      reference: null,
    },
    options,
  );
}
