import type { MeasuredTensor } from "../../model/comparison.js";
import { quantile } from "../../stats/quantiles.js";
import type { DimsUnit } from "../../words/overview.js";
import type { ValueMode } from "./scale.js";

/** Every dimension's change of a tensor, in units of its own. */
export interface TensorChanges {
  readonly tensor: MeasuredTensor;
  /** By dim; NaN where a side is not finite. */
  readonly byDim: Float64Array;
  readonly ascending: Float64Array;
  /** What the bar and the line of the tensor span. */
  readonly bar: readonly [number, number];
  readonly line: readonly [number, number];
}

/** How many dots a tensor has beside its line, and where there are many tensors. */
const DOTS = { few: 16, many: 6 };
const MANY_TENSORS = 40;
/** The line spans no less than this share of the dims. */
const LEAST_HELD = 0.98;

/** In interquartile ranges of before; where most tensors have none, in medians, or as it is. */
export function dimsUnitOf(whole: readonly MeasuredTensor[], mode: ValueMode): DimsUnit {
  if (mode === "factor") return "medians";
  const changed = whole.filter(({ change }) => !change.identical);
  const wide = changed.filter(({ pre }) => (pre.summary.iqr ?? 0) > 0);
  if (wide.length > changed.length / 2) return "iqrs";
  return mode === "percent" ? "medians" : "values";
}

/** The share of the dims that the line of each tensor spans. */
export function heldShare(whole: readonly MeasuredTensor[]): number {
  const changed = whole.filter(({ change }) => !change.identical);
  const widest = Math.max(1, ...changed.map(({ pre }) => pre.values.length));
  const dots = changed.length > MANY_TENSORS ? DOTS.many : DOTS.few;
  return Math.max(LEAST_HELD, Math.floor(1000 * (1 - dots / widest)) / 1000);
}

/** Of the tensors that changed, and have a unit. */
export function changesOf(whole: readonly MeasuredTensor[], unit: DimsUnit, held: number): TensorChanges[] {
  return whole.flatMap((tensor) => {
    const size = sizeOf(tensor, unit);
    if (tensor.change.identical || size === null) return [];
    const { pre, post } = tensor;
    const byDim = pre.values.map((value, dim) => {
      const delta = ((post.values[dim] as number) - value) / size;
      return Number.isFinite(delta) ? delta : Number.NaN;
    });
    const ascending = byDim.filter(Number.isFinite).sort();
    if (ascending.length === 0) return [];
    const beyond = (1 - held) / 2;
    return [
      {
        tensor,
        byDim,
        ascending,
        bar: [quantile(ascending, 0.25), quantile(ascending, 0.75)],
        line: [quantile(ascending, beyond), quantile(ascending, 1 - beyond)],
      },
    ];
  });
}

function sizeOf({ pre: { summary } }: MeasuredTensor, unit: DimsUnit): number | null {
  if (unit === "values") return 1;
  const size = unit === "iqrs" ? summary.iqr : Math.abs(summary.median ?? 0);
  return size !== null && size > 0 ? size : null;
}
