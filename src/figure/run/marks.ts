import type { VegaLiteSpec } from "../../model/figure.js";
import { originOf } from "../panel/drawing.js";
import { px } from "../panel/layers.js";
import { stepPx } from "../panel/stepAxis.js";

/** Where a page can mark steps in a drawing. */
export interface StepMarks {
  /** Of every panel, in reading order: its size, and whether it is over steps. */
  readonly panels: readonly { readonly width: number; readonly height: number; readonly onSteps: boolean }[];
  /** Where each step is in those that are, in pixels of the panel. */
  readonly places: readonly number[];
}

/** Null for a figure that has no panel over steps. */
export function stepMarks(spec: VegaLiteSpec, steps: readonly number[]): StepMarks | null {
  const panels = originOf(spec)?.drawing.panels ?? [];
  const axis = panels.find(({ onSteps }) => onSteps === true)?.axes?.x;
  if (axis === undefined) return null;
  return {
    panels: panels.map(({ width, height, onSteps }) => ({ width, height, onSteps: onSteps === true })),
    places: steps.map((step) => px(stepPx(axis, step))),
  };
}
