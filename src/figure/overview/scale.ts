import type { MeasuredTensor } from "../../model/comparison.js";

/**
 * What values are drawn as, so that all tensors share an axis, and a step to the right means the same in each row.
 * - percent: of the tensor's median before
 * - factor: of the same, as its common logarithm
 * - iqrs: distance from the median before, in interquartile ranges of before
 * - values: as they are
 */
export type ValueMode = "percent" | "factor" | "iqrs" | "values";

/** Percentages say something where nearly all medians are so many interquartile ranges from zero. */
const BULK_FROM_ZERO = 1.5;
const NEARLY_ALL = 0.9;

/** From this factor between the medians on, in so many of the tensors, an axis of percentages holds nothing else. */
const FAR_FACTOR = 3;
const MANY = 0.25;

export function valueModeOf(tensors: readonly MeasuredTensor[]): ValueMode {
  const known = tensors.filter(({ pre }) => pre.summary.n > 0);
  const fromZero = known.filter(({ pre: { summary } }) => isFromZero(summary.median, summary.iqr));
  const noneIsZero = known.every(({ pre }) => pre.summary.median !== null && pre.summary.median !== 0);
  if (noneIsZero && fromZero.length >= NEARLY_ALL * known.length) {
    const far = known.filter(isFar);
    return far.length > 0 && far.length >= MANY * known.length ? "factor" : "percent";
  }
  const wide = known.filter(({ pre }) => (pre.summary.iqr ?? 0) > 0);
  return wide.length > known.length / 2 ? "iqrs" : "values";
}

function isFromZero(median: number | null, iqr: number | null): boolean {
  return median !== null && iqr !== null && Math.abs(median) > BULK_FROM_ZERO * iqr;
}

function isFar({ pre, post }: MeasuredTensor): boolean {
  const [before, after] = [pre.summary.median, post.summary.median];
  if (before === null || after === null || before === 0) return false;
  const factor = after / before;
  return factor >= FAR_FACTOR || (factor > 0 && factor <= 1 / FAR_FACTOR);
}

/** A value of a tensor as a place on the axis: NaN where it has none, infinite where it is beyond any. */
export function placer({ pre, post }: MeasuredTensor, mode: ValueMode): (value: number) => number {
  const { median, iqr } = pre.summary;
  if (mode === "values") return (value) => value;
  const centre = median ?? post.summary.median ?? 0;
  if (mode === "iqrs") {
    // Of a constant, which has no width, the distance itself is as good as any.
    const unit = iqr || post.summary.iqr || 1;
    return (value) => (value - centre) / unit;
  }
  const unit = centre === 0 ? 1 : centre;
  if (mode === "percent") return (value) => (100 * value) / unit;
  return (value) => {
    const factor = value / unit;
    return factor > 0 ? Math.log10(factor) : Number.isNaN(factor) ? Number.NaN : Number.NEGATIVE_INFINITY;
  };
}

/** One side's finite values, by dim and ascending, as places on the axis. */
export interface Placed {
  readonly byDim: Float64Array;
  readonly ascending: Float64Array;
  /** Those that are not beyond any axis. */
  readonly finite: Float64Array;
  readonly median: number | null;
}

export interface PlacedTensor {
  readonly tensor: MeasuredTensor;
  readonly pre: Placed;
  readonly post: Placed;
}

export function placed(tensor: MeasuredTensor, mode: ValueMode): PlacedTensor {
  const place = placer(tensor, mode);
  const side = ({ values, summary }: MeasuredTensor["pre"]): Placed => {
    const byDim = values.map((value) => (Number.isFinite(value) ? place(value) : Number.NaN));
    const ascending = byDim.filter((value) => !Number.isNaN(value)).sort();
    return {
      byDim,
      ascending,
      finite: Number.isFinite(ascending[0]) ? ascending : ascending.filter(Number.isFinite),
      median: summary.median === null ? null : place(summary.median),
    };
  };
  return { tensor, pre: side(tensor.pre), post: side(tensor.post) };
}
