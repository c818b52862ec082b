import type { TrackedRun, TrackedTensor } from "../../model/run.js";
import { groupBy } from "../diagnosis/ranges.js";

/**
 * The gains that tell most of a run where there is room for a few: of each norm the tensor that moved farthest, then those of all that moved
 * farthest; in order of the forward pass.
 */
export function tellingGains(
  { tensors }: Pick<TrackedRun, "tensors">,
  most: number,
): readonly TrackedTensor[] {
  const gains = tensors.filter(({ id }) => id.parameter === "gain");
  const byMove = gains.toSorted((a, b) => moveOf(b) - moveOf(a));
  const farthest = groupBy(byMove, ({ id }) => id.norm).flatMap(([first]) => first ?? []);
  const chosen = [...new Set([...farthest, ...byMove])].slice(0, most);
  return gains.filter((tensor) => chosen.includes(tensor));
}

function moveOf({ relativeDisplacement }: TrackedTensor): number {
  return relativeDisplacement ?? -1;
}
