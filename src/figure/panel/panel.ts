import type { Axes, Axis } from "./axis.js";
import type { Fields } from "./fields.js";
import { type Layer, type Note, noteLayer } from "./layers.js";

/** Pixels. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/** A panel: layers of marks on the same axes. Panels of the same template differ only in values, and are drawn alike. */
export interface Panel extends PanelSize {
  /** What it shows, in words by which people find it in a specification. */
  readonly label?: string;
  /** Null where all of its marks are at pixels. */
  readonly axes: Axes | null;
  readonly layers: readonly Layer[];
  /** Its x axis is the steps of a run: a page can mark one. */
  readonly onSteps?: true;
  /** Vega-Lite's `view`, for a panel with a frame. */
  readonly view?: Fields;
}

/** A panel that has nothing but words. */
export function notePanel({ width, height }: PanelSize, notes: readonly Note[]): Panel {
  return { width, height, axes: null, layers: [noteLayer(notes)] };
}

/**
 * What panels that are alike have in common. What is left of a panel is its own: its size, the rows of its layers, and
 * the values in the scales and ticks of its axes.
 */
export function templateOf({ view, axes, layers }: Panel): Fields {
  return {
    view,
    x: axes === null ? null : axisTemplate(axes.x),
    y: axes === null ? null : axisTemplate(axes.y),
    layers: layers.map(({ values: _, dims: __, ...look }) => look),
  };
}

function axisTemplate({ kind, scale, ticks }: Axis): Fields {
  return { ...kind, scale: Object.keys(scale), ticks: Object.keys(ticks) };
}

/** As Vega-Lite writes it. */
export function panelSpec({ width, height, view, axes, layers }: Panel): Fields {
  return {
    width,
    height,
    ...(view === undefined ? {} : { view }),
    layer: layers.map(({ mark, y, channels, values }) => ({
      data: { values },
      mark,
      encoding: y === null || axes === null ? {} : { ...positions(axes, y), ...channels },
    })),
  };
}

/** Where the fields x and `y` of a layer's rows are. */
function positions(axes: Axes, y: string): Fields {
  return {
    x: {
      field: "x",
      type: "quantitative",
      scale: { ...typeOf(axes.x), ...axes.x.scale, nice: false, zero: false },
      axis: axisSpec(axes.x),
    },
    y: {
      field: y,
      type: "quantitative",
      stack: null,
      scale: {
        ...typeOf(axes.y),
        // A logarithmic scale has no zero.
        ...(axes.y.kind.type === "log" ? {} : { zero: false }),
        ...axes.y.scale,
        nice: false,
      },
      axis: axisSpec(axes.y),
    },
  };
}

function typeOf({ kind: { type } }: Axis): Fields {
  return type === "linear" ? {} : { type };
}

function axisSpec({ kind: { look }, ticks }: Axis): Fields | null {
  return look === null ? null : { ...ticks, ...look };
}
