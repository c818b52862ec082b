import { usageError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { RunPoint } from "../../model/run.js";

/**
 * A run's checkpoints by ascending step.
 * @throws WdistError USAGE where two have one step
 */
export function inStepOrder(points: readonly RunPoint[]): readonly RunPoint[] {
  const ordered = points.toSorted((a, b) => a.step - b.step);
  for (const [i, point] of ordered.entries()) {
    const before = ordered[i - 1];
    if (before?.step !== point.step) continue;
    throw usageError(
      `${before.path} and ${point.path}`,
      `are both of step ${point.step}: two runs, or one checkpoint in two formats`,
      `name one of them with a pattern, e.g. ${patternFor(point)}`,
    );
  }
  return ordered;
}

/** The name with stars for its numbers. */
function patternFor({ path }: RunPoint): string {
  return quote(path.replace(/\d+(?=\D*$)/, "*")).replaceAll('"', "'");
}
