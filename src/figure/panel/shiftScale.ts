import { iqrUnit, medianUnit } from "../../analysis/changeUnit.js";
import type { TensorComparison } from "../../model/comparison.js";
import { type PercentileShift, percentileShifts } from "../../stats/percentileShift.js";
import type { ShiftUnit } from "../../words/figures/shift.js";

/** The shifts of percentiles in a unit that panels share, and how far their axes reach. */

/** Null where it is undefined. */
export interface Shifted {
  readonly tensor: TensorComparison;
  readonly points: readonly PercentileShift[] | null;
}

/** Percent of the median of pre if that says something of each tensor, else interquartile ranges. */
export function unitFor(tensors: readonly TensorComparison[]): ShiftUnit {
  const changed = tensors.filter(({ change, pre }) => !change.identical && pre.summary.n > 0);
  return changed.every((tensor) => medianUnit(tensor) !== null) ? "percent" : "iqr";
}

/** Of each tensor, in that unit. */
export function shiftsIn(unit: ShiftUnit, tensors: readonly TensorComparison[]): readonly Shifted[] {
  const shifts = percentileShifts(tensors.map(({ pre, post }) => ({ pre: pre.values, post: post.values })));
  return tensors.map((tensor, i) => {
    const size = unit === "percent" ? medianUnit(tensor) : iqrUnit(tensor);
    const factor = size === null ? null : (unit === "percent" ? 100 : 1) / size;
    return { tensor, points: inUnit(shifts[i] ?? null, tensor.change.identical ? 1 : factor) };
  });
}

function inUnit(points: readonly PercentileShift[] | null, factor: number | null) {
  if (points === null || factor === null) return null;
  const scaled = points.map(({ percentile, shift, low, high }) => ({
    percentile,
    shift: shift * factor,
    low: low * factor,
    high: high * factor,
  }));
  return scaled.every(({ low, shift, high }) => Number.isFinite(low + shift + high)) ? scaled : null;
}

/** A tensor that moved so many times as far as nearly all others would leave the rest without a visible move. */
const FAR_ABOVE = 8;
/** Of fewer tensors, one that moved farther is what there is to see. */
const LEAST_COMPANY = 6;

/** The farthest shift that the axes hold; beyond it a panel says how far it reaches. */
export function reachOf(shifted: readonly Shifted[]): number {
  const reaches = shifted
    .map(({ points }) => Math.max(0, ...(points ?? []).map(({ shift }) => Math.abs(shift))))
    .filter((reach) => reach > 0)
    .toSorted((a, b) => a - b);
  const largest = reaches.at(-1) ?? 1;
  if (reaches.length < LEAST_COMPANY) return largest;
  const most = reaches[Math.ceil((reaches.length - 1) * 0.9) - 1] as number;
  return reaches.findLast((reach) => reach <= FAR_ABOVE * most) ?? largest;
}

/** Both ends of what a row of panels shows of them, zero included: all points, and of the bands as much again. */
export function shiftSpan(shifted: readonly Shifted[], reach: number): { lo: number; hi: number } {
  const points = shifted.flatMap(({ points: own }) => own ?? []);
  const clip = (value: number) => Math.max(-reach, Math.min(reach, value));
  const [lo, hi] = [
    Math.min(0, ...points.map(({ shift }) => clip(shift))),
    Math.max(0, ...points.map(({ shift }) => clip(shift))),
  ];
  const more = hi - lo;
  return {
    lo: Math.max(lo - more, Math.min(lo, ...points.map(({ low }) => low))),
    hi: Math.min(hi + more, Math.max(hi, ...points.map(({ high }) => high))),
  };
}

/** A row of panels, in pixels and in the unit of its values. */
export interface RowScale {
  readonly heightPx: number;
  readonly lo: number;
  readonly hi: number;
  /** Something moved, so that the axis has numbers. */
  readonly hasUnit: boolean;
}

/** Blank above the highest and below the lowest point. */
const HEADROOM = 1.12;

/**
 * So many pixels for rows of one unit, as many a unit in each of them, so that slopes can be compared; none is lower than
 * `leastPx`.
 */
export function shareHeight(
  spans: readonly { readonly lo: number; readonly hi: number }[],
  totalPx: number,
  leastPx: number,
): RowScale[] {
  const sizes = spans.map(({ lo, hi }) => (hi - lo) * HEADROOM);
  const heights = (pxAUnit: number) => sizes.map((size) => Math.max(leastPx, size * pxAUnit));
  const largest = Math.max(...sizes);
  if (!(largest > 0))
    return spans.map(() => ({ heightPx: Math.round(leastPx), lo: -1, hi: 1, hasUnit: false }));
  let [less, more] = [0, totalPx / largest];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (less + more) / 2;
    if (heights(middle).reduce((sum, height) => sum + height, 0) > totalPx) more = middle;
    else less = middle;
  }
  const pxAUnit = less > 0 ? less : leastPx / largest;
  return spans.map(({ lo, hi }, row) => {
    const heightPx = Math.round(heights(pxAUnit)[row] as number);
    const spare = heightPx / pxAUnit - (hi - lo);
    return { heightPx, lo: lo - spare / 2, hi: hi + spare / 2, hasUnit: true };
  });
}
