import type { RunPoint } from "../../model/run.js";

/** Which checkpoints of a long run are read: all; so many, spaced evenly in the logarithm of the step; some steps apart; or a range of steps. */
export type StepChoice =
  | { readonly kind: "all" }
  | { readonly kind: "log"; readonly most: number }
  | { readonly kind: "every"; readonly steps: number }
  | { readonly kind: "range"; readonly from: number; readonly to: number };

/** As many as a figure can show side by side; early training, where most happens, keeps most of them. */
export const USUAL_CHOICE: StepChoice = { kind: "log", most: 48 };

/** Of checkpoints by ascending step those to read. The first and the last are always among them, but for a range. */
export function chooseSteps(points: readonly RunPoint[], choice: StepChoice): readonly RunPoint[] {
  switch (choice.kind) {
    case "all":
      return points;
    case "range":
      return points.filter(({ step }) => step >= choice.from && step <= choice.to);
    case "every":
      return spaced(points, choice.steps);
    case "log":
      return points.length <= choice.most ? points : evenInLog(points, choice.most);
  }
}

/** At least so many steps apart, but for the last. */
function spaced(points: readonly RunPoint[], steps: number): readonly RunPoint[] {
  const kept: RunPoint[] = [];
  for (const [i, point] of points.entries()) {
    const before = kept.at(-1);
    const isFar = before === undefined || point.step - before.step >= steps;
    if (isFar || i === points.length - 1) kept.push(point);
  }
  return kept;
}

/**
 * Targets evenly spaced in log(step + 1), each with the checkpoint nearest to it that is not taken. Where the targets lie closer than the
 * checkpoints, as at the beginning, every checkpoint is taken, so that there are always `most` of them.
 */
function evenInLog(points: readonly RunPoint[], most: number): readonly RunPoint[] {
  const places = points.map(({ step }) => Math.log1p(step));
  const [first, last] = [places[0] as number, places.at(-1) as number];
  const kept: RunPoint[] = [];
  let next = 0;
  for (let k = 0; k < most; k++) {
    const target = first + ((last - first) * k) / (most - 1);
    // So many are left for the targets behind this one.
    const end = points.length - (most - 1 - k);
    while (next + 1 < end && distance(places, next + 1, target) <= distance(places, next, target)) next++;
    kept.push(points[next] as RunPoint);
    next++;
  }
  return kept;
}

function distance(places: readonly number[], i: number, target: number): number {
  return Math.abs((places[i] as number) - target);
}
