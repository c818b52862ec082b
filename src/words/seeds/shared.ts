import type { TrackedRuns } from "../../model/runs.js";

/** What several runs have in common: they are refused where they differ in it. */

export function unitOf({ runs }: Pick<TrackedRuns, "runs">) {
  return { unit: runs[0]?.unit ?? "step" };
}

export function architectureOf({ runs }: Pick<TrackedRuns, "runs">) {
  return (runs[0] as TrackedRuns["runs"][number]).model.architecture;
}
