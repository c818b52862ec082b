import type { TensorComparison } from "../../model/comparison.js";
import { WINDOW_MADS } from "../../stats/bulkWindow.js";
import { type Axes, type Axis, labelFormat, linearAxis, yTicks } from "./axis.js";
import type { PanelSize } from "./panel.js";
import { padded, type Span } from "./span.js";
import { textWidth } from "./text.js";
import { LABEL_FONT } from "./theme.js";
import { labelOf } from "./ticks.js";

/** The plane of change against value: its axes, and where a dot is in pixels. */

export interface Plane extends PanelSize {
  readonly axes: Axes;
  readonly xPx: (value: number) => number;
  readonly yPx: (change: number) => number;
  /** What is at a pixel of the panel. */
  readonly at: (xPx: number, yPx: number) => { readonly x: number; readonly y: number };
}

/** One dimension in the plane. */
export interface MovedDot {
  readonly dim: number;
  /** Its value before. */
  readonly x: number;
  /** Its change. */
  readonly y: number;
  readonly pre: number;
  readonly post: number;
  readonly change: number;
}

/** The dimensions that are finite on both sides. */
export function planeDots({ pre, post }: TensorComparison): MovedDot[] {
  return [...pre.values].flatMap((before, dim) => {
    const after = post.values[dim] as number;
    const change = after - before;
    return Number.isFinite(change) ? [{ dim, x: before, y: change, pre: before, post: after, change }] : [];
  });
}

/** Where the bulk takes less than this share of a linear axis, the axis is logarithmic beyond it. */
const LEAST_BULK_SHARE = 0.15;

/** Null where float64 cannot say how wide an axis would be. */
export function makePlane(tensor: TensorComparison, size: PanelSize): Plane | null {
  const dots = planeDots(tensor);
  const x = spanOf(dots.map((dot) => dot.x));
  const y = changeSpan(dots);
  if (x === null || y === null) return null;
  const across = xAxisOf(x, tensor, size.width);
  return {
    ...size,
    axes: { x: across.axis, y: changeAxis(y, size.height) },
    xPx: across.toPx,
    yPx: (change) => size.height * (1 - (change - y.lo) / (y.hi - y.lo)),
    at: (xPx, yPx) => ({ x: across.valueAt(xPx), y: y.lo + (1 - yPx / size.height) * (y.hi - y.lo) }),
  };
}

function changeAxis({ lo, hi }: Span, height: number): Axis {
  const { values, format } = yTicks(lo, hi, height);
  const labels = labelFormat(format, true);
  return {
    scale: { domain: [lo, hi] },
    ticks: { values, ...labels.format },
    kind: { type: "linear", look: labels.look },
  };
}

/** The span of the changes, zero included. */
export function changeSpan(dots: readonly MovedDot[]): Span | null {
  return spanOf([0, ...dots.map(({ y }) => y)]);
}

/** From the least to the largest with a margin for the dots. */
function spanOf(values: readonly number[]): Span | null {
  const lo = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const hi = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const margin = (hi - lo) * 0.03;
  return Number.isFinite(hi - lo + 2 * margin) ? padded({ lo: lo - margin, hi: hi + margin }) : null;
}

interface XAxis {
  readonly axis: Axis;
  readonly toPx: (value: number) => number;
  readonly valueAt: (px: number) => number;
}

function xAxisOf({ lo, hi }: Span, { pre }: TensorComparison, width: number): XAxis {
  const { mad, median } = pre.summary;
  const bulk = 2 * WINDOW_MADS * (mad ?? 0);
  if (!(bulk > 0) || median === null || bulk / (hi - lo) >= LEAST_BULK_SHARE) {
    return {
      axis: linearAxis({ lo, hi, startPx: 0, endPx: width }),
      toPx: (value) => ((value - lo) / (hi - lo)) * width,
      valueAt: (px) => lo + (px / width) * (hi - lo),
    };
  }
  // The bulk reaches about as far from zero as where the logarithm begins, so that it keeps its shape.
  const constant = Number((Math.abs(median) + bulk / 4).toPrecision(1));
  const bend = (value: number) => Math.sign(value) * Math.log1p(Math.abs(value / constant));
  const unbend = (bent: number) => Math.sign(bent) * constant * Math.expm1(Math.abs(bent));
  const toPx = (value: number) => ((bend(value) - bend(lo)) / (bend(hi) - bend(lo))) * width;
  return {
    axis: {
      scale: { constant, domain: [lo, hi], range: [0, width] },
      ticks: { values: bentTicks({ lo, hi }, toPx), format: "~g" },
      kind: { type: "symlog", look: {} },
    },
    toPx,
    valueAt: (px) => unbend(bend(lo) + (px / width) * (bend(hi) - bend(lo))),
  };
}

/** Zero, then powers of ten and three times those, the largest first, as many as have their labels apart. */
function bentTicks({ lo, hi }: Span, toPx: (value: number) => number): number[] {
  const largest = Math.ceil(Math.log10(Math.max(Math.abs(lo), Math.abs(hi))));
  const magnitudes = [1, 3].flatMap((factor) =>
    [0, -1, -2, -3].map((less) => factor * 10 ** (largest + less)),
  );
  const taken: { readonly from: number; readonly to: number; readonly value: number }[] = [];
  for (const value of [0, ...magnitudes.flatMap((magnitude) => [magnitude, -magnitude])]) {
    if (value < lo || value > hi) continue;
    const half = textWidth(labelOf(value, "~g"), LABEL_FONT) / 2 + 3;
    const tick = { from: toPx(value) - half, to: toPx(value) + half, value };
    if (taken.every(({ from, to }) => tick.to <= from || tick.from >= to)) taken.push(tick);
  }
  return taken.map(({ value }) => value).sort((a, b) => a - b);
}
