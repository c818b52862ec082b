import type { TrackedRun } from "../../model/run.js";
import type { TrackedRuns } from "../../model/runs.js";

/** What `track` has measured: one run, or several. */
export type Tracked = TrackedRun | TrackedRuns;

export function areSeveral(tracked: Tracked): tracked is TrackedRuns {
  return "runs" in tracked;
}
