import { SPREADS } from "../../analysis/convergence.js";
import type { Convergence } from "../../model/answers.js";
import type { TensorComparison } from "../../model/comparison.js";
import type { Side } from "../../model/numbers.js";
import { SPREAD_NAMES } from "../../words/answers/converged.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { typeset } from "./text.js";

/** What the panels of `spread` show: which measure, of which tensors, at which height. */

type Measure = Convergence["measure"];

const GAIN_MEASURES: readonly Measure[] = ["std", "iqr", "stdOverMean", "iqrOverMedian"];

/** Biases are around zero, so that a ratio to their middle means nothing. */
const BIAS_MEASURES: readonly Measure[] = ["std", "iqr"];

/** One measure of one kind of parameter. */
export interface Plot {
  readonly name: string;
  readonly measure: Measure;
  readonly tensors: readonly TensorComparison[];
}

export function plotsOf(tensors: readonly TensorComparison[]): readonly Plot[] {
  const gains = tensors.filter(({ id }) => id.parameter === "gain");
  const biases = tensors.filter(({ id }) => id.parameter === "bias");
  const isTwofold = biases.length > 0;
  const plot = (list: readonly TensorComparison[], sign: string) => (measure: Measure) => ({
    name: `${typeset(SPREAD_NAMES[measure])}${isTwofold ? ` of ${sign}` : ""}`,
    measure,
    tensors: list,
  });
  return [
    ...GAIN_MEASURES.map(plot(gains, "gain γ")),
    ...(isTwofold ? BIAS_MEASURES.map(plot(biases, "bias β")) : []),
  ];
}

/** One block's norm on one side, by the measure of its panel. */
export interface Point {
  readonly tensor: string;
  readonly norm: string;
  readonly side: Side;
  readonly block: number;
  readonly value: number | null;
  readonly identical: boolean;
}

export function pointsOf({ tensors, measure }: Plot): Point[] {
  return tensors.flatMap(({ id, change, ...sides }) =>
    (["pre", "post"] as const).flatMap((side) =>
      id.block === null
        ? []
        : [
            {
              tensor: tensorLabel(id),
              norm: id.norm,
              side,
              block: id.block,
              value: SPREADS[measure](sides[side]),
              identical: change.identical,
            },
          ],
    ),
  );
}

/** One value that is so far above all others would leave the rest at the foot of the axis. */
const FAR_ABOVE = 3;

/** Where the y axis ends: above everything except for single values far above the rest. */
export function topOf(points: readonly Point[]): number | null {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const ascending = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  const largest = ascending.at(-1);
  if (largest === undefined) return null;
  const most = ascending[Math.floor((ascending.length - 1) * 0.9)] as number;
  const rest = ascending.findLast((value) => value <= FAR_ABOVE * most) ?? largest;
  const top = most > 0 ? rest : largest;
  // Words about what is beyond the axis are above everything else.
  return top > 0 ? top * (rest < largest ? 1.2 : 1.08) : 1;
}
