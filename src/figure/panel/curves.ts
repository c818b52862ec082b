import { datum, type Layer } from "./layers.js";

/** Layers of curves and dots, on the axes of their panel. */

/** A point of a curve; `series` keeps the curves of a layer apart, a null breaks one. */
export interface CurvePoint {
  readonly series: string;
  readonly x: number;
  readonly y: number | null;
  /** The lower edge of an area. */
  readonly base?: number;
}

/** Areas between `base` and y, one a series, each over the one before it. */
export function areaLayer(points: readonly CurvePoint[], fill: string, opacity = 1): Layer {
  return {
    mark: { type: "area", color: fill, opacity },
    y: "y",
    channels: { y2: { field: "base" }, detail: { field: "series" } },
    values: points,
  };
}

export interface CurveStyle {
  readonly stroke: string;
  readonly strokeWidth?: number;
  readonly dash?: readonly number[];
}

/** Curves, one a series, each over the one before it. */
export function curveLayer(points: readonly CurvePoint[], style: CurveStyle): Layer {
  const { stroke, strokeWidth = 1.2, dash } = style;
  return {
    mark: {
      type: "line",
      color: stroke,
      strokeWidth,
      strokeJoin: "round",
      invalid: "break-paths-show-domains",
      ...(dash === undefined ? {} : { strokeDash: dash }),
    },
    y: "y",
    channels: { detail: { field: "series" } },
    values: points,
  };
}

/** Curves that each have a colour of their own: any number of them is one layer, so that panels of more or fewer are alike. */
export function colouredCurveLayer(points: readonly (CurvePoint & { readonly stroke: string })[]): Layer {
  return {
    mark: {
      type: "line",
      strokeWidth: 1.2,
      strokeJoin: "round",
      invalid: "break-paths-show-domains",
    },
    y: "y",
    channels: {
      detail: { field: "series" },
      stroke: { field: "stroke", type: "nominal", scale: null },
    },
    values: points,
  };
}

/** One dimension of a tensor; further fields describe it. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly fill: string;
  /** Of its outline, where it is hollow. */
  readonly stroke?: string;
  /** By Vega's name; a circle where it is left out. */
  readonly shape?: string;
}

/** Dots, each a mark of its own; `area` in square pixels. */
export function dotLayer(dots: readonly Dot[], area: number): Layer {
  return {
    mark: {
      type: "point",
      size: area,
      opacity: 1,
      shape: { expr: "isValid(datum.shape) ? datum.shape : 'circle'" },
      fill: datum("fill"),
      stroke: { expr: "isValid(datum.stroke) ? datum.stroke : null" },
      strokeWidth: 1,
    },
    y: "y",
    values: dots,
  };
}

/**
 * Very many dots as a single path: a line that starts anew at every dot, so that only its round ends are drawn. A mark
 * a dot would make a file of megabytes.
 */
export function dustLayer(
  dots: readonly { readonly x: number; readonly y: number }[],
  stroke: string,
): Layer {
  return {
    mark: {
      type: "line",
      color: stroke,
      strokeWidth: 2,
      strokeCap: "round",
      invalid: "break-paths-show-domains",
    },
    y: "y",
    // In the order of the data: lines are sorted by x otherwise, and a gap would not follow its dot.
    channels: { order: { value: null } },
    values: dots.flatMap((dot) => [dot, { x: dot.x, y: null }]),
  };
}
