import type { MeasuredTensor } from "../../model/comparison.js";
import { NO_RATIO } from "../../words/overview.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { type Axis, hiddenAxis, yTicks } from "../panel/axis.js";
import type { Fields } from "../panel/fields.js";
import { boxLayer, type Layer, type Note, noteLayer } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import type { Palette } from "../panel/theme.js";
import { beyondNotes } from "./beyondNotes.js";
import { type BlockAxis, isAt, middleOf } from "./blockAxis.js";
import { clippedRange, heldIn, isBeyond, type Range } from "./clipped.js";
import { type Curve, nameNotes, type Point } from "./curveNames.js";
import { baseLine, frozenGrounds } from "./grounds.js";
import { markLayer, type NormLook } from "./marks.js";
import type { Spot } from "./placing.js";

/** A panel of the strip: one number of each tensor by block, a curve a norm. */
export interface Curves {
  readonly name: string;
  readonly numberOf: (tensor: MeasuredTensor) => number | null;
  /** Of what did not change. */
  readonly base: number;
  /** The axis is never shorter. */
  readonly least: number;
  /** What the labels of the y axis say beyond their number, as Vega-Lite has it. */
  readonly look: Fields;
  readonly signed: boolean;
  /** The same for a value beyond the axis. */
  readonly say: (value: number) => string;
}

const MARK_SIZE = { few: 20, many: 7 };
const MANY_STOPS = 24;
/** Nearer than this one mark hides another, unless it is so many times as large. */
const HIDDEN_PX = 1;
const UNDER_SIZE = 2.4;

export function curvesPanel(
  { name, numberOf, base, least, look, signed, say }: Curves,
  whole: readonly MeasuredTensor[],
  looks: readonly NormLook[],
  axis: BlockAxis,
  size: PanelSize,
  notes: readonly Note[],
  palette: Palette,
): Panel {
  const values = whole.flatMap((tensor) => numberOf(tensor) ?? []);
  const range = clippedRange(values, base, least);
  const isUndefined = whole.every((tensor) => tensor.change.identical || numberOf(tensor) === null);
  const curves = looks.map((one) => curveOf(one, whole, numberOf, base, axis, range));
  const toPx = ({ x, y }: Spot): Spot => ({
    x: (x / axis.length) * size.width,
    y: ((range.hi - y) / (range.hi - range.lo)) * size.height,
  });
  const beyond = beyondNotes(curves, range, toPx, size, say);
  return {
    label: name,
    ...size,
    axes: { x: hiddenAxis([0, axis.length]), y: yAxis(range, size, look, signed, palette) },
    layers: [
      boxLayer([
        ...frozenGrounds(axis, size, palette),
        ...baseLine(toPx({ x: 0, y: base }).y, size, palette),
      ]),
      pathLayer(curves),
      markLayer(seenMarks(curves, toPx)),
      noteLayer([
        ...notes,
        ...beyond.map(({ note }) => note),
        ...nameNotes(
          curves,
          toPx,
          size,
          palette,
          beyond.map(({ rect }) => rect),
        ),
        ...(isUndefined ? undefinedNote(size, palette) : []),
      ]),
    ],
  };
}

function curveOf(
  look: NormLook,
  whole: readonly MeasuredTensor[],
  numberOf: Curves["numberOf"],
  base: number,
  axis: BlockAxis,
  range: Range,
): Curve {
  const own = whole.filter(({ id }) => id.norm === look.name);
  const size = axis.stops.length > MANY_STOPS ? MARK_SIZE.many : MARK_SIZE.few;
  const points: Point[] = [];
  const path: (Spot | null)[] = [];
  for (const stop of axis.stops) {
    if (stop.isFrozen && own.some(({ id }) => id.block === stop.blocks[0])) {
      path.push({ x: stop.start + 0.5, y: base }, { x: stop.end - 0.5, y: base });
      continue;
    }
    const tensor = own.find((one) => isAt(one, stop));
    const value = tensor === undefined ? null : numberOf(tensor);
    if (tensor === undefined || value === null) {
      if (stop.norm === null) path.push(null);
      continue;
    }
    const beyond = isBeyond(value, range);
    const shape = !beyond ? look.shape : value > range.hi ? "triangle-up" : "triangle-down";
    const spot = { x: middleOf(stop), y: heldIn(value, range) };
    points.push({
      tensor: tensorLabel(tensor.id),
      ...spot,
      value,
      fill: look.fill,
      shape,
      size: beyond ? 2 * size : size,
    });
    path.push(spot);
  }
  return { look, points, path };
}

/** A mark that another will lie on is larger, and shows around it. */
function seenMarks(curves: readonly Curve[], toPx: (spot: Spot) => Spot): Point[] {
  return curves.flatMap(({ points }, place) => {
    const later = curves.slice(place + 1).flatMap((curve) => curve.points);
    const isUnder = (point: Point) =>
      later.some((other) => other.x === point.x && Math.abs(toPx(other).y - toPx(point).y) < HIDDEN_PX);
    return points.map((point) => (isUnder(point) ? { ...point, size: UNDER_SIZE * point.size } : point));
  });
}

function pathLayer(curves: readonly Curve[]): Layer {
  // Lines are told apart by colour, and there may be more norms than colours.
  const isShared = new Set(curves.map(({ look }) => look.fill)).size < curves.length;
  return {
    mark: { type: "line", strokeWidth: 1.1, strokeJoin: "round", invalid: "break-paths-show-domains" },
    y: "y",
    channels: {
      stroke: { field: "stroke", type: "nominal", scale: null, legend: null },
      ...(isShared ? { detail: { field: "norm", type: "nominal" } } : {}),
    },
    values: curves.flatMap(({ look, path }) => {
      const points = path.length > 1 ? path : [];
      return points.map((spot, i) => ({
        norm: look.name,
        x: spot?.x ?? breakAt(points, i),
        y: spot?.y ?? null,
        stroke: look.fill,
      }));
    }),
  };
}

/** A gap lies between its neighbours, since curves are drawn from left to right. */
function breakAt(path: readonly (Spot | null)[], place: number): number {
  const before = path.slice(0, place).findLast((spot) => spot !== null);
  return (before?.x ?? 0) + 0.01;
}

function yAxis(range: Range, { height }: PanelSize, look: Fields, signed: boolean, palette: Palette): Axis {
  const { values, format } = yTicks(range.lo, range.hi, height);
  return {
    scale: { domain: [range.lo, range.hi] },
    ticks: { values, format: signed ? `+${format}` : format },
    kind: {
      type: "linear",
      look: { ...look, domain: false, grid: true, gridColor: palette.gutter, gridWidth: 0.7 },
    },
  };
}

function undefinedNote({ width, height }: PanelSize, { quietInk }: Palette): Note[] {
  return [
    { x: width / 2, y: height / 4, text: NO_RATIO, fill: quietInk, align: "center", baseline: "middle" },
  ];
}
