import type { TrackedTensor } from "../../model/run.js";

/** Length of the vector at the start, which may be a baseline's; null where nothing tells it. */
export function startLength({ steps, displacement, relativeDisplacement }: TrackedTensor): number | null {
  if (displacement !== null && relativeDisplacement !== null && relativeDisplacement > 0)
    return displacement / relativeDisplacement;
  const first = steps[0];
  const length = first?.distanceFromFirst === 0 ? first.summary.l2Norm : null;
  return length === 0 ? null : length;
}
