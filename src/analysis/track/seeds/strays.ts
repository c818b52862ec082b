import type { StrayRun, TrackedAcrossRuns } from "../../../model/runs.js";
import { groupBy } from "../../diagnosis/ranges.js";

/**
 * A run is apart where it lies this many times as far from the nearest other as those from each other. Seeds do not: distances between
 * independent vectors of tens of dims and more are nearly alike.
 */
const LEAST_TIMES = 3;

/** Runs that lie apart from all others at the last step, with the step from which on they do; those of one run and step together. */
export function strayRuns(tensors: readonly TrackedAcrossRuns[]): readonly StrayRun[] {
  const found = tensors.flatMap(({ id, steps }) => {
    const last = steps.at(-1)?.stray ?? null;
    if (last === null || last.times < LEAST_TIMES) return [];
    const before = steps.findLastIndex(
      ({ stray }) => stray === null || stray.run !== last.run || stray.times < LEAST_TIMES,
    );
    return [{ id, run: last.run, times: last.times, step: steps[before + 1]?.step ?? 0 }];
  });
  return groupBy(found, ({ run, step }) => `${run} ${step}`)
    .map((group) => ({
      run: group[0]?.run ?? 0,
      step: group[0]?.step ?? 0,
      tensors: group.map(({ id }) => id),
      times: Math.max(...group.map(({ times }) => times)),
    }))
    .toSorted((a, b) => a.run - b.run || a.step - b.step);
}
