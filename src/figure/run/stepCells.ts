import type { Axis } from "../panel/axis.js";
import { stepPx } from "../panel/stepAxis.js";

/** The part of an axis of steps that belongs to a checkpoint: from half way from the one before to half way to the next. */
export interface StepCell {
  readonly step: number;
  readonly startPx: number;
  readonly endPx: number;
}

export function stepCells(steps: readonly number[], x: Axis): readonly StepCell[] {
  const places = steps.map((step) => stepPx(x, step));
  return steps.map((step, i) => {
    const px = places[i] as number;
    return {
      step,
      startPx: ((places[i - 1] ?? px) + px) / 2,
      endPx: (px + (places[i + 1] ?? px)) / 2,
    };
  });
}
