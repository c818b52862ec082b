import type { Comparison, FigureOptions, VegaLiteSpec } from "../model.js";
import { movedFigure } from "./moved.js";
import { outliersFigure } from "./outliers.js";
import { overlayFigure } from "./overlay.js";
import { pairsFigure } from "./pairs.js";
import { ridgelineFigure } from "./ridgeline.js";
import { spreadFigure } from "./spread.js";

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
  {
    name: "ridgeline",
    shows: "every block at once, ln_1 beside ln_2",
    build: ridgelineFigure,
  },
  {
    name: "spread",
    shows: "how wide ln_1 and ln_2 are by block, by four measures",
    build: spreadFigure,
  },
  {
    name: "outliers",
    shows: "the dimensions that are outliers again and again, and how they changed",
    build: outliersFigure,
  },
  {
    name: "moved",
    shows: "change against value, a dot a dimension, the most moved named",
    build: movedFigure,
  },
];
