import type { TensorComparison } from "../../model/comparison.js";
import type { Distribution } from "../../model/numbers.js";
import { densityAt } from "../../stats/density.js";
import { sampleOf } from "../../stats/sample.js";
import { tensorLabel } from "../../words/tensorNames.js";
import type { CurvePoint } from "./curves.js";
import { withoutFlats } from "./flats.js";
import { px } from "./layers.js";
import type { Span } from "./span.js";

/** A tensor's two densities as curves of a ridgeline. */
interface Ridge {
  readonly pre: readonly CurvePoint[];
  readonly post: readonly CurvePoint[];
}

/** Where the baseline of a row is, in pixels from the bottom of its panel, and how high its peak is above that. */
export interface RidgePlace {
  readonly basePx: number;
  readonly peakPx: number;
}

/** Where one peak is so many times as high as the other, that would be flat on the same scale. */
const MOST_PEAK_RATIO = 10;

/**
 * Both densities of a tensor over its baseline, to one scale: the higher peak reaches the full height. Where the lower
 * one would be flat, each has a scale of its own.
 */
export function ridge(tensor: TensorComparison, span: Span, { basePx, peakPx }: RidgePlace): Ridge {
  const sides = [densityCurve(tensor.pre, span), densityCurve(tensor.post, span)] as const;
  const peaks = sides.map(peakOf);
  const highest = Math.max(...peaks);
  const areApart = highest > MOST_PEAK_RATIO * Math.min(...peaks);
  const [pre, post] = sides.map((curve, side) => {
    const peak = areApart ? (peaks[side] as number) : highest;
    const shown = curve.filter(({ x }) => x >= span.lo && x <= span.hi);
    const heights = shown.map(({ x, density }) => ({ x, y: (density / peak) * peakPx }));
    return withoutFlats(heights).map(({ x, y }) => ({
      series: tensorLabel(tensor.id),
      x,
      y: px(basePx + y),
      base: px(basePx),
    }));
  }) as [CurvePoint[], CurvePoint[]];
  return { pre, post };
}

function peakOf(curve: readonly { readonly density: number }[]): number {
  return Math.max(...curve.map(({ density }) => density), Number.MIN_VALUE);
}

/** Points over the whole axis, and as many again where the bulk is: no narrow peak is missed. */
const POINTS = 100;

/**
 * The density of one side over the axis, and where its own bulk is; a spike if all of its bulk is one value;
 * nothing if it has no finite value.
 */
function densityCurve(
  { values, summary }: Distribution,
  { lo, hi }: Span,
): readonly { readonly x: number; readonly density: number }[] {
  const { median, iqr } = summary;
  if (median === null || iqr === null) return [];
  const even = (from: number, to: number) =>
    Array.from({ length: POINTS + 1 }, (_, i) => from + (to - from) * (i / POINTS));
  const at = Float64Array.from([...even(lo, hi), ...even(median - 2 * iqr, median + 2 * iqr)])
    .filter(Number.isFinite)
    .sort();
  const densities = densityAt(sampleOf(values).ascending, at);
  if (densities !== null) return [...at].map((x, i) => ({ x, density: densities[i] as number }));
  const half = (hi - lo) / 500;
  const spike = [
    { x: median - half, density: 0 },
    { x: median, density: 1 },
    { x: median + half, density: 0 },
  ];
  return [{ x: lo, density: 0 }, ...spike.filter(({ x }) => x > lo && x < hi), { x: hi, density: 0 }];
}
