import { type Axes, datum, encodingOf, type Layer } from "./layers.js";

/** Layers of curves and dots, which stand in the scales of their panel. */

/** A point of a curve; `series` keeps the curves of a layer apart, a null breaks one. */
export interface CurvePoint {
  readonly series: string;
  readonly x: number;
  readonly y: number | null;
  /** The lower edge of an area. */
  readonly base?: number;
}

/** Curves, one a series, each over the one before it. Areas between `base` and y. */
export function areaLayer(points: readonly CurvePoint[], axes: Axes, fill: string): Layer {
  return {
    data: { values: points },
    mark: { type: "area", color: fill, opacity: 1 },
    encoding: { ...encodingOf(axes, "y"), y2: { field: "base" }, detail: { field: "series" } },
  };
}

export interface CurveStyle {
  readonly stroke: string;
  readonly strokeWidth?: number;
  readonly dash?: readonly number[];
}

export function curveLayer(points: readonly CurvePoint[], axes: Axes, style: CurveStyle): Layer {
  const { stroke, strokeWidth = 1.2, dash } = style;
  return {
    data: { values: points },
    mark: {
      type: "line",
      color: stroke,
      strokeWidth,
      strokeJoin: "round",
      invalid: "break-paths-show-domains",
      ...(dash === undefined ? {} : { strokeDash: dash }),
    },
    encoding: { ...encodingOf(axes, "y"), detail: { field: "series" } },
  };
}

/** One dimension of a tensor; further fields tell of it. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly fill: string;
  /** Of its outline, where it is hollow. */
  readonly stroke?: string;
}

/** Circles, each a mark of its own; `area` in square pixels. */
export function dotLayer(dots: readonly Dot[], axes: Axes, area: number): Layer {
  return {
    data: { values: dots },
    mark: {
      type: "point",
      size: area,
      opacity: 1,
      fill: datum("fill"),
      stroke: { expr: "isValid(datum.stroke) ? datum.stroke : null" },
      strokeWidth: 1,
    },
    encoding: encodingOf(axes, "y"),
  };
}

/**
 * Very many dots as a single path: a line that starts anew at every dot, so that only its round ends are drawn. A mark
 * a dot would make a file of megabytes.
 */
export function dustLayer(
  dots: readonly { readonly x: number; readonly y: number }[],
  axes: Axes,
  stroke: string,
): Layer {
  return {
    data: { values: dots.flatMap((dot) => [dot, { x: dot.x, y: null }]) },
    mark: {
      type: "line",
      color: stroke,
      strokeWidth: 2,
      strokeCap: "round",
      invalid: "break-paths-show-domains",
    },
    // In the order of the data: sorted by x, as lines are by default, gaps would not follow their dots.
    encoding: { ...encodingOf(axes, "y"), order: { value: null } },
  };
}
