import type { Comparison, FigureOptions, VegaLiteSpec } from "../model.js";
import { overlayFigure } from "./overlay.js";
import { pairsFigure } from "./pairs.js";

export interface FigureKind {
  readonly name: string;
  readonly shows: string;
  readonly build: (comparison: Comparison, options: FigureOptions) => VegaLiteSpec;
}

/** Every kind of figure; the first is the default. */
export const FIGURES: readonly FigureKind[] = [
  { name: "pairs", shows: "pre and post side by side on the same axes, a row a tensor", build: pairsFigure },
  {
    name: "overlay",
    shows: "post outlined over pre, and the change of each dimension",
    build: overlayFigure,
  },
];
