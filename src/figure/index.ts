import type { Comparison } from "../model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../model/figure.js";
import { movedFigure } from "./kinds/moved.js";
import { FIGURE_KINDS, type FigureName } from "./kinds/names.js";
import { outliersFigure } from "./kinds/outliers.js";
import { overlayFigure } from "./kinds/overlay.js";
import { pairsFigure } from "./kinds/pairs.js";
import { ridgelineFigure } from "./kinds/ridgeline.js";
import { spreadFigure } from "./kinds/spread.js";

type Build = (comparison: Comparison, options: FigureOptions) => VegaLiteSpec;

export interface FigureKind {
  readonly name: FigureName;
  readonly shows: string;
  readonly build: Build;
}

const BUILDERS: Readonly<Record<FigureName, Build>> = {
  pairs: pairsFigure,
  overlay: overlayFigure,
  ridgeline: ridgelineFigure,
  spread: spreadFigure,
  outliers: outliersFigure,
  moved: movedFigure,
};

/** Every kind of figure. */
export const FIGURES: readonly FigureKind[] = FIGURE_KINDS.map((kind) => ({
  ...kind,
  build: BUILDERS[kind.name],
}));

/** @throws RangeError for an unknown kind */
export function buildFigure(kind: string, comparison: Comparison, options: FigureOptions): VegaLiteSpec {
  const chosen = FIGURES.find(({ name }) => name === kind);
  if (chosen !== undefined) return chosen.build(comparison, options);
  throw new RangeError(`no figure "${kind}"; there are ${FIGURE_KINDS.map(({ name }) => name).join(", ")}`);
}
