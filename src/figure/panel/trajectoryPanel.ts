import type { TrajectoryBand, TrajectoryPoint } from "../../analysis/trajectories.js";
import { tensorLabel } from "../../words/tensorNames.js";
import type { Axes } from "./axis.js";
import { mixed } from "./colours.js";
import { areaLayer, type CurvePoint, curveLayer, type Dot, dotLayer } from "./curves.js";
import { type Box, boxLayer, type Layer, type Note, noteLayer } from "./layers.js";
import type { Panel } from "./panel.js";
import type { Palette } from "./theme.js";
import { blockTicks } from "./ticks.js";
import { type TrajectoryScale, trajectoryAxis, trajectoryPx, trajectoryTicks } from "./trajectoryScale.js";

/** One dimension of one norm, block by block: pre and post over what most dimensions are. */

export interface TrajectoryPanel {
  readonly dim: number;
  /** Of the row. */
  readonly name: string;
  readonly points: readonly TrajectoryPoint[];
  readonly band: readonly TrajectoryBand[];
  readonly scale: TrajectoryScale;
  readonly width: number;
  /** Ascending; those of the axis, which all panels share. */
  readonly blocks: readonly number[];
  /** Beside it, at its left, is no other panel. */
  readonly isFirst: boolean;
  /** Below it stands no other panel of its dimension. */
  readonly isLowest: boolean;
  readonly notes: readonly Note[];
  readonly palette: Palette;
}

const DOT_AREA = { usual: 13, dense: 5 };
const EDGE_AREA = 22;
/** Blocks nearer to each other have smaller dots, and much nearer ones have none. */
const DENSE_PX = { small: 6, none: 2.6 };
/** A band of one block would be a line of no width. */
const HALF_BLOCK = 0.3;
const BAND_TINT = 0.68;

export function trajectoryPanel(panel: TrajectoryPanel): Panel {
  const { dim, name, points, scale, width, notes, palette } = panel;
  const size = { width, height: scale.heightPx };
  const axes = axesOf(panel);
  const perBlock = blockPx(panel);
  const area = perBlock < DENSE_PX.small ? DOT_AREA.dense : DOT_AREA.usual;
  const dots = perBlock < DENSE_PX.none ? [] : dotsOf(panel);
  return {
    ...size,
    label: `dim ${dim} of ${name}`,
    axes,
    layers: [
      boxLayer([...groundBoxes(panel), ...tickLines(panel)]),
      areaLayer(bandPoints(panel), mixed(palette.change, palette.background, BAND_TINT)),
      boxLayer(stepBoxes(panel)),
      curveLayer(curveOf(points, "pre", scale), { stroke: palette.pre }),
      curveLayer(curveOf(points, "post", scale), { stroke: palette.post }),
      dotLayer(dots, area),
      edgeLayer(edgesOf(panel)),
      noteLayer(notes),
    ],
  };
}

function axesOf(panel: TrajectoryPanel): Axes {
  const { blocks, scale, width, isFirst, isLowest } = panel;
  const [first, last] = [blocks[0] as number, blocks.at(-1) as number];
  return {
    x: {
      scale: { domain: [first - 0.5, last + 0.5], range: [0, width] },
      ticks: { values: isLowest ? blockTicks(blocks, [], blockPx(panel)) : [], format: "d" },
      kind: { type: "linear", look: { domain: false } },
    },
    y: trajectoryAxis(scale, isFirst),
  };
}

function blockPx({ blocks, width }: TrajectoryPanel): number {
  return width / ((blocks.at(-1) as number) - (blocks[0] as number) + 1);
}

function xPx(panel: TrajectoryPanel, block: number): number {
  return (block - (panel.blocks[0] as number) + 0.5) * blockPx(panel);
}

/** Behind the blocks that are identical on both sides. */
function groundBoxes(panel: TrajectoryPanel): Box[] {
  const half = blockPx(panel) / 2;
  return panel.points
    .filter(({ tensor }) => tensor.change.identical)
    .map(({ block }) => {
      const x = xPx(panel, block);
      return { x: x - half, x2: x + half, y: 0, y2: panel.scale.heightPx, fill: panel.palette.gutter };
    });
}

function tickLines({ scale, width, palette }: TrajectoryPanel): Box[] {
  return trajectoryTicks(scale).values.map((value) => {
    const y = trajectoryPx(scale, value);
    const level = scale.unit === "ratio" ? 100 : 0;
    const half = value === level ? 0.4 : 0.25;
    return {
      x: 0,
      x2: width,
      y: y - half,
      y2: y + half,
      fill: value === level ? palette.axis : palette.frozen,
    };
  });
}

/** Neighbouring blocks make a band; where one is missing, it is broken. */
function bandPoints({ band, scale }: TrajectoryPanel): CurvePoint[] {
  const clip = (value: number) => Math.max(scale.lo, Math.min(scale.hi, value));
  const runs: TrajectoryBand[][] = [];
  for (const one of band) {
    const last = runs.at(-1);
    if (last?.at(-1)?.block === one.block - 1) last.push(one);
    else runs.push([one]);
  }
  return runs.flatMap((run, i) => {
    const [first, last] = [run[0] as TrajectoryBand, run.at(-1) as TrajectoryBand];
    const ends = [
      { ...first, block: first.block - HALF_BLOCK },
      ...run,
      { ...last, block: last.block + HALF_BLOCK },
    ];
    return ends.map(({ block, low, high }) => ({
      series: String(i),
      x: block,
      y: clip(high),
      base: clip(low),
    }));
  });
}

/** From each value before to the one after, where that is a way to see. */
function stepBoxes(panel: TrajectoryPanel): Box[] {
  const { points, scale, palette } = panel;
  return points.flatMap(({ block, before, after, tensor }): Box[] => {
    if (before === null || after === null || tensor.change.identical) return [];
    const [y, y2] = [before, after].map((value) => trajectoryPx(scale, value)).toSorted((a, b) => a - b) as [
      number,
      number,
    ];
    const x = xPx(panel, block);
    return y2 - y < 1 ? [] : [{ x: x - 0.3, x2: x + 0.3, y, y2, fill: palette.ink }];
  });
}

/** Of post only what changed, and its way there: elsewhere it would hide pre. */
function curveOf(
  points: readonly TrajectoryPoint[],
  side: "pre" | "post",
  { lo }: TrajectoryScale,
): CurvePoint[] {
  const isDrawn = (i: number) =>
    side === "pre" || [i - 1, i, i + 1].some((at) => points[at]?.tensor.change.identical === false);
  return points.flatMap(({ block, before, after }, i): CurvePoint[] => {
    const value = side === "pre" ? before : after;
    const y = value === null || !isDrawn(i) ? null : Math.max(lo, value);
    const isAfterGap = i > 0 && points[i - 1]?.block !== block - 1;
    const gap = isAfterGap ? [{ series: side, x: block - 0.5, y: null }] : [];
    return [...gap, { series: side, x: block, y }];
  });
}

function lookOf(side: "pre" | "post", palette: Palette): Pick<Dot, "fill" | "stroke"> {
  return side === "pre" ? { fill: palette.pre } : { fill: palette.background, stroke: palette.post };
}

interface Marked extends Dot {
  readonly isAtEdge: boolean;
}

function marksOf({ points, scale, dim, palette }: TrajectoryPanel): Marked[] {
  return points.flatMap((point) =>
    (["pre", "post"] as const).flatMap((side): Marked[] => {
      const value = side === "pre" ? point.before : point.after;
      if (value === null || (side === "post" && point.tensor.change.identical)) return [];
      const { pre, post, block, tensor } = point;
      const told = { tensor: tensorLabel(tensor.id), dim, pre, post, change: post - pre };
      const isAtEdge = value < scale.lo;
      return [{ ...told, x: block, y: Math.max(scale.lo, value), ...lookOf(side, palette), isAtEdge }];
    }),
  );
}

function dotsOf(panel: TrajectoryPanel): Dot[] {
  return marksOf(panel).flatMap(({ isAtEdge, ...dot }) => (isAtEdge ? [] : [dot]));
}

function edgesOf(panel: TrajectoryPanel): Dot[] {
  return marksOf(panel).flatMap(({ isAtEdge, ...dot }) => (isAtEdge ? [dot] : []));
}

/** A triangle that points beyond the axis says that the value is lower still. */
function edgeLayer(dots: readonly Dot[]): Layer {
  const layer = dotLayer(dots, EDGE_AREA);
  return { ...layer, mark: { ...layer.mark, shape: "triangle-down" } };
}

/** Is a point of these at the edge of its axis? */
export function hasEdges(points: readonly TrajectoryPoint[], { lo }: TrajectoryScale): boolean {
  return points.some(({ before, after }) => [before, after].some((value) => value !== null && value < lo));
}
