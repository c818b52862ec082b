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
  /** The y axis is logarithmic from the beginning of its domain on; what is less stands there. */
  readonly yIsLogarithmic?: boolean;
}

/** What is drawn of a histogram, of few values or of very many. */
export interface Steps {
  /** [bins + 1] */
  readonly edges: Float64Array;
  /** [bins] */
  readonly counts: Uint32Array | Float64Array;
}

/** One `area` with steps: a single path has no seams between bins at any zoom. */
export function filledHistogram(histogram: Steps, axes: Axes, fill: string): Layer {
  const points = stepPoints(histogram, axes);
  const base = axes.yIsLogarithmic ? { y2: { datum: axes.yDomain[0] } } : {};
  return {
    data: { values: [...points, { ...points.at(-1), x: histogram.edges[points.length] }] },
    mark: { type: "area", interpolate: "step-after", color: fill, opacity: 1 },
    encoding: { ...encodingOf(axes, "count"), ...base },
  };
}

/** The outline from the baseline up and back down to it. */
export function outlinedHistogram(histogram: Steps, axes: Axes, stroke: string): Layer {
  const points = stepPoints(histogram, axes);
  const base = axes.yIsLogarithmic ? axes.yDomain[0] : 0;
  const [start, end] = [histogram.edges[0], histogram.edges[points.length]];
  return {
    data: {
      values: [{ x: start, count: base }, ...points, { ...points.at(-1), x: end }, { x: end, count: base }],
    },
    mark: { type: "line", interpolate: "step-after", color: stroke, strokeWidth: 1.2, strokeJoin: "miter" },
    encoding: encodingOf(axes, "count"),
  };
}

function stepPoints({ edges, counts }: Steps, { yIsLogarithmic, yDomain }: Axes) {
  const least = yIsLogarithmic ? yDomain[0] : 0;
  return Array.from(counts, (count, bin) => ({ x: edges[bin], count: Math.max(least, count) }));
}

/** Where the fields x and `y` of a layer's data stand. */
export function encodingOf(axes: Axes, y: string): Layer {
  const { xDomain, xRange, xAxis, xConstant, yDomain, yAxis, yIsLogarithmic } = axes;
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
      scale: { ...(yIsLogarithmic ? { type: "log" } : { zero: false }), domain: yDomain, nice: false },
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
