import type { Axes } from "./axis.js";
import type { Fields } from "./fields.js";
import { REGULAR, TEXT } from "./theme.js";

/**
 * The layers that most panels are made of. Histograms are on the axes of their panel; boxes and notes are at its pixels,
 * which no axis could express (gutters, row labels). Few layers a panel keep rendering fast.
 */

/** Marks of one kind. Layers of panels that are alike differ only in `values`. */
export interface Layer {
  readonly mark: Fields;
  /** The field of its rows that is on the y axis, as their x is on the x axis; null: its marks are at pixels. */
  readonly y: string | null;
  /** Vega-Lite's further channels, of layers on the axes. */
  readonly channels?: Fields;
  readonly values: readonly object[];
  /** Its rows are dimensions of the panel's tensor, before and after: how they look as points, for people who open the specification. */
  readonly dims?: {
    readonly rows: readonly { readonly dim: number; readonly pre: number; readonly post: number }[];
    readonly fill: string;
    /** Square pixels. */
    readonly area: number;
  };
}

/** A filled rectangle, in pixels of its panel; a thin one is a line. */
export interface Box {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  readonly fill: string;
  /** The value that it shows, if any, for people who open the specification. */
  readonly value?: number;
  /** The dimension of a tensor that it shows, if any, for tooltips. */
  readonly tensor?: string;
  readonly dim?: number;
  readonly pre?: number;
  readonly post?: number;
  readonly change?: number;
  /** What else there is to tell of it, by name. */
  readonly facts?: Readonly<Record<string, string | number>>;
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

/** What is drawn of a histogram, of few values or of very many. */
export interface Steps {
  /** [bins + 1] */
  readonly edges: Float64Array;
  /** [bins] */
  readonly counts: Uint32Array | Float64Array;
}

/** One `area` with steps: a single path has no seams between bins at any zoom. It ends at the foot of the y axis. */
export function filledHistogram(histogram: Steps, axes: Axes, fill: string): Layer {
  const points = stepPoints(histogram, axes);
  return {
    mark: { type: "area", interpolate: "step-after", color: fill, opacity: 1 },
    y: "count",
    ...(isLogarithmic(axes) ? { channels: { y2: { datum: footOf(axes) } } } : {}),
    values: [...points, { ...points.at(-1), x: histogram.edges[points.length] }],
  };
}

/** The outline from the foot of the y axis up and back down to it. */
export function outlinedHistogram(histogram: Steps, axes: Axes, stroke: string): Layer {
  const points = stepPoints(histogram, axes);
  const count = footOf(axes);
  const [start, end] = [histogram.edges[0], histogram.edges[points.length]];
  return {
    mark: { type: "line", interpolate: "step-after", color: stroke, strokeWidth: 1.2, strokeJoin: "miter" },
    y: "count",
    values: [{ x: start, count }, ...points, { ...points.at(-1), x: end }, { x: end, count }],
  };
}

/** On a logarithmic axis, smaller counts are drawn at its foot. */
function stepPoints({ edges, counts }: Steps, axes: Axes) {
  return Array.from(counts, (count, bin) => ({ x: edges[bin], count: Math.max(footOf(axes), count) }));
}

/** Where the bars of a histogram begin. */
function footOf(axes: Axes): number {
  return isLogarithmic(axes) ? axes.y.scale.domain[0] : 0;
}

function isLogarithmic({ y }: Axes): boolean {
  return y.kind.type === "log";
}

export function boxLayer(boxes: readonly Box[]): Layer {
  return {
    mark: {
      type: "rect",
      x: datum("x"),
      x2: datum("x2"),
      y: datum("y"),
      y2: datum("y2"),
      fill: datum("fill"),
    },
    y: null,
    values: boxes.map(({ x, x2, y, y2, facts, ...rest }) => ({
      x: px(x),
      x2: px(x2),
      y: px(y),
      y2: px(y2),
      ...rest,
      ...facts,
    })),
  };
}

export function noteLayer(notes: readonly Note[]): Layer {
  return {
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
    y: null,
    values: notes.map(noteRow),
  };
}

function noteRow({
  x,
  y,
  text,
  fill,
  align = "left",
  baseline = "alphabetic",
  size = TEXT.size,
  weight = REGULAR,
}: Note): Fields {
  return { x: px(x), y: px(y), text, fill, align, baseline, size: px(size), weight };
}

export function datum(field: string): { readonly expr: string } {
  return { expr: `datum.${field}` };
}

/** Hundredths of a pixel are as fine as anyone sees. */
export function px(value: number): number {
  return Math.round(value * 100) / 100;
}
