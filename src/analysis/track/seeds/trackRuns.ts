import type { Selection } from "../../../model/comparison.js";
import type { TrackedRun } from "../../../model/run.js";
import type { TrackedRuns } from "../../../model/runs.js";
import { trackRun } from "../track.js";
import { followTogether, type RunAmongOthers } from "./follow.js";

/**
 * Follows several runs of one model, each by itself and all of them together, at steps that all have.
 * @param counts how many checkpoints each has, and how many steps all of them have, before some were chosen
 * @throws WdistError as trackRun does, and MISMATCH where two runs are of different shapes
 */
export async function trackRuns(
  runs: readonly RunAmongOthers[],
  counts: Pick<TrackedRuns, "foundInEach" | "common">,
  selection: Selection,
): Promise<TrackedRuns> {
  const across = await followTogether(runs, selection);
  const tracked: TrackedRun[] = [];
  // One after the other: each holds the norms of four checkpoints.
  for (const { run, reader } of runs) tracked.push(await trackRun(run, reader(), selection));
  return { labels: runs.map(({ label }) => label), runs: tracked, ...counts, ...across };
}
