import type { Histogram } from "../model.js";
import type { FontStyle } from "./text.js";
import { REGULAR, TEXT } from "./theme.js";

/**
 * The three kinds of layer a panel is made of. Histograms have scales and axes; boxes and notes stand at pixels of
 * their panel, which no axis could express (gutters, row labels). Few layers a panel keep rendering fast.
 */

export type Layer = Readonly<Record<string, unknown>>;

/** A filled rectangle, in pixels of its panel; thin ones serve as lines. */
export interface Box {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  readonly fill: string;
  /** The value it stands for, if any: read by people who open the specification. */
  readonly value?: number;
  /** The dimension of a tensor that it stands for, if it does: for tooltips. */
  readonly tensor?: string;
  readonly dim?: number;
  readonly pre?: number;
  readonly post?: number;
  readonly change?: number;
}

/** A piece of text, in pixels of its panel. */
export interface Note {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly fill: string;
  readonly align?: "left" | "center" | "right";
  readonly baseline?: "top" | "middle" | "bottom" | "alphabetic";
  readonly size?: number;
  readonly weight?: number;
}

export const NOTE_FONT: FontStyle = { size: TEXT.noteSize, weight: REGULAR };
export const LABEL_FONT: FontStyle = { size: TEXT.size, weight: REGULAR };

/** Where a histogram stands in its panel, and its axes (`null`: none). */
export interface Axes {
  readonly xDomain: readonly [lo: number, hi: number];
  /** Pixels. */
  readonly xRange: readonly [startPx: number, endPx: number];
  readonly xAxis: Layer | null;
  /** What is linear up to this magnitude and logarithmic beyond; without, the axis is linear. */
  readonly xConstant?: number;
  readonly yDomain: readonly [lo: number, hi: number];
  readonly yAxis: Layer | null;
}

/** One `area` with steps: a single path has no seams between bins at any zoom. */
export function filledHistogram(histogram: Histogram, axes: Axes, fill: string): Layer {
  const { edges, counts } = histogram;
  const last = counts.length - 1;
  const points = [...counts].map((count, bin) => ({ x: edges[bin], count }));
  return {
    data: { values: [...points, { x: edges[last + 1], count: counts[last] }] },
    mark: { type: "area", interpolate: "step-after", color: fill, opacity: 1 },
    encoding: encodingOf(axes, "count"),
  };
}

/** The outline from the baseline up and back down to it. */
export function outlinedHistogram(histogram: Histogram, axes: Axes, stroke: string): Layer {
  const { edges, counts } = histogram;
  const points = [...counts].map((count, bin) => ({ x: edges[bin], count }));
  const [start, end] = [edges[0], edges[counts.length]];
  return {
    data: {
      values: [{ x: start, count: 0 }, ...points, { x: end, count: counts.at(-1) }, { x: end, count: 0 }],
    },
    mark: { type: "line", interpolate: "step-after", color: stroke, strokeWidth: 1.2, strokeJoin: "miter" },
    encoding: encodingOf(axes, "count"),
  };
}

/** Where the fields x and `y` of a layer's data stand. */
export function encodingOf({ xDomain, xRange, xAxis, xConstant, yDomain, yAxis }: Axes, y: string): Layer {
  const kind = xConstant === undefined ? {} : { type: "symlog", constant: xConstant };
  return {
    x: {
      field: "x",
      type: "quantitative",
      scale: { ...kind, domain: xDomain, range: xRange, nice: false, zero: false },
      axis: xAxis,
    },
    y: {
      field: y,
      type: "quantitative",
      stack: null,
      scale: { domain: yDomain, nice: false, zero: false },
      axis: yAxis,
    },
  };
}

export function boxLayer(boxes: readonly Box[]): Layer {
  return {
    data: {
      values: boxes.map(({ x, x2, y, y2, ...rest }) => ({
        x: px(x),
        x2: px(x2),
        y: px(y),
        y2: px(y2),
        ...rest,
      })),
    },
    mark: {
      type: "rect",
      x: datum("x"),
      x2: datum("x2"),
      y: datum("y"),
      y2: datum("y2"),
      fill: datum("fill"),
    },
    encoding: {},
  };
}

export function noteLayer(notes: readonly Note[]): Layer {
  return {
    data: {
      values: notes.map(
        ({
          x,
          y,
          text,
          fill,
          align = "left",
          baseline = "alphabetic",
          size = TEXT.size,
          weight = REGULAR,
        }) => ({
          x: px(x),
          y: px(y),
          text,
          fill,
          align,
          baseline,
          size: px(size),
          weight,
        }),
      ),
    },
    mark: {
      type: "text",
      x: datum("x"),
      y: datum("y"),
      text: datum("text"),
      fill: datum("fill"),
      align: datum("align"),
      baseline: datum("baseline"),
      fontSize: datum("size"),
      fontWeight: datum("weight"),
    },
    encoding: {},
  };
}

export function datum(field: string): { readonly expr: string } {
  return { expr: `datum.${field}` };
}

/** Hundredths of a pixel are as fine as anyone sees. */
export function px(value: number): number {
  return Math.round(value * 100) / 100;
}
