import {
  dimGrowths,
  type EffectiveSite,
  type EffectiveTensor,
  isUnchanged,
} from "../../analysis/effective/shown.js";
import { quantile } from "../../stats/quantiles.js";
import { DIMS_HEADING, GAIN_MEANING, TRADE } from "../../words/figures/effective.js";
import type { Axes } from "./axis.js";
import { cornerNotes } from "./corner.js";
import { curveLayer, dustLayer } from "./curves.js";
import { type Box, boxLayer, type Note, noteLayer } from "./layers.js";
import { fitNorm } from "./normName.js";
import type { Panel, PanelSize } from "./panel.js";
import { axisMeaning, panelHeading } from "./panels.js";
import { percentX, percentY } from "./percentAxis.js";
import type { Point } from "./places.js";
import { textWidth } from "./text.js";
import { LABEL_FONT, type Palette, TEXT } from "./theme.js";

/** Every dimension: how the row behind it grew, against how its gain did, in percent; the norms differ by colour. */

export interface Cloud {
  readonly norm: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface DimCloud {
  readonly clouds: readonly Cloud[];
  readonly x: readonly [lo: number, hi: number];
  readonly y: readonly [lo: number, hi: number];
  /** Dims beyond these axes, and those without a growth. */
  readonly beyond: number;
  readonly undefinedDims: number;
}

/** So much of the dims is between the ends of an axis, and some blank around it. */
const HELD = 0.998;
const BLANK = 0.08;
/** What changed by less than this, in percent, is flat, and its axis reaches so far. */
const LEAST_SPAN = 0.02;
const FLAT_PERCENT = 1;
/** Of a panel, for the names in its corner. */
const NAMES_SHARE = 0.62;
const TRADE_POINTS = 40;
/** A word counts as so many of them among the dots. */
const WORD_POINTS = 9;
/** Its name is so far along the curve. */
const NAMED_AT = 0.85;

/** What is to be drawn; tensors in which nothing changed have no dots. */
export function dimCloud(sites: readonly EffectiveSite[]): DimCloud {
  const changed = sites.map(({ site, tensors }) => ({
    norm: site.name,
    tensors: tensors.filter((tensor) => !isUnchanged(tensor)),
  }));
  const clouds = changed.map(({ norm, tensors }) => ({ norm, points: tensors.flatMap(percentsOf) }));
  const points = clouds.flatMap((cloud) => cloud.points);
  const [x, y] = [domainOf(points.map((point) => point.x)), domainOf(points.map((point) => point.y))];
  const isWithin = (point: { readonly x: number; readonly y: number }) =>
    point.x >= x[0] && point.x <= x[1] && point.y >= y[0] && point.y <= y[1];
  const all = changed.flatMap(({ tensors }) => tensors.map(({ tensor }) => tensor.pre.values.length));
  return {
    clouds: clouds.map((cloud) => ({ ...cloud, points: cloud.points.filter(isWithin) })),
    x,
    y,
    beyond: points.filter((point) => !isWithin(point)).length,
    undefinedDims: all.reduce((sum, length) => sum + length, 0) - points.length,
  };
}

function percentsOf(tensor: EffectiveTensor) {
  return dimGrowths(tensor).map(({ gain, row }) => ({ x: 100 * gain, y: 100 * row }));
}

/** With zero in it. */
function domainOf(values: readonly number[]): readonly [number, number] {
  const ascending = Float64Array.from(values).sort();
  const ends =
    ascending.length === 0 ? [0, 0] : [(1 - HELD) / 2, (1 + HELD) / 2].map((q) => quantile(ascending, q));
  const [lo, hi] = [Math.min(0, ends[0] as number), Math.max(0, ends[1] as number)];
  const blank = Math.max(LEAST_SPAN, hi - lo) * BLANK;
  return hi - lo < LEAST_SPAN ? [-FLAT_PERCENT, FLAT_PERCENT] : [lo - blank, hi + blank];
}

export interface DimsPanel {
  readonly cloud: DimCloud;
  readonly colours: ReadonlyMap<string, string>;
  readonly size: PanelSize;
  readonly palette: Palette;
}

export function effectiveDimsPanel({ cloud, colours, size, palette }: DimsPanel): Panel {
  const axes: Axes = { x: percentX(...cloud.x, size.width), y: percentY(...cloud.y, size.height) };
  const pixel = pixelsOf(cloud, size);
  const drawn = cloud.clouds.map(({ norm, points }) => ({ norm, points: onePerPixel(points, pixel) }));
  const names = drawn
    .filter(({ points }) => points.length > 0)
    .map(({ norm }) => ({
      text: fitNorm(norm, LABEL_FONT, NAMES_SHARE * size.width),
      fill: colours.get(norm) ?? palette.ink,
    }));
  const trade = tradeCurve(cloud);
  const tradeNotes = tradeNote(trade.map(pixel), size, palette);
  const taken = [
    ...[...drawn.flatMap(({ points }) => points), ...trade].map(pixel),
    ...tradeNotes.flatMap(alongNote),
  ];
  return {
    ...size,
    label: DIMS_HEADING,
    axes,
    layers: [
      boxLayer(crossBoxes(pixel({ x: 0, y: 0 }), size, palette)),
      ...drawn.map(({ norm, points }) => dustLayer(points, colours.get(norm) ?? palette.ink)),
      curveLayer(
        trade.map((point) => ({ ...point, series: "trade" })),
        { stroke: palette.ink, strokeWidth: 0.9, dash: [4, 3] },
      ),
      noteLayer([
        panelHeading(DIMS_HEADING, palette),
        ...cornerNotes(names, size, taken),
        ...tradeNotes,
        axisMeaning(size, GAIN_MEANING, palette),
      ]),
    ],
  };
}

type Pixel = (point: { readonly x: number; readonly y: number }) => {
  readonly x: number;
  readonly y: number;
};

function pixelsOf({ x: [left, right], y: [bottom, top] }: DimCloud, { width, height }: PanelSize): Pixel {
  return ({ x, y }) => ({
    x: (width * (x - left)) / (right - left),
    y: (height * (top - y)) / (top - bottom),
  });
}

/** Dots at the same pixel look like one: of very many dims only so many are drawn. */
function onePerPixel(points: Cloud["points"], pixel: Pixel): Cloud["points"] {
  const taken = new Set<string>();
  return points.filter((point) => {
    const { x, y } = pixel(point);
    const key = `${Math.round(x)} ${Math.round(y)}`;
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  });
}

/** Where gain and row leave their product as it was: (1 + x)(1 + y) = 1. */
function tradeCurve({ x: [left, right], y: [bottom, top] }: DimCloud) {
  return Array.from({ length: TRADE_POINTS + 1 }, (_, i) => {
    const x = left + ((right - left) * i) / TRADE_POINTS;
    return { x, y: 100 * (100 / (100 + x) - 1) };
  }).filter(({ x, y }) => x > -100 && y >= bottom && y <= top);
}

/** A word hides as many dots as it is long, and is hidden by as many. */
function alongNote({ x, y, align }: Note): Point[] {
  const startPx = align === "right" ? x - textWidth(TRADE, LABEL_FONT) : x;
  return Array.from({ length: WORD_POINTS }, (_, i) => ({
    x: startPx + (i * textWidth(TRADE, LABEL_FONT)) / (WORD_POINTS - 1),
    y,
  }));
}

/** Under the curve, which falls from left to right, or over it where there is no room below. */
function tradeNote(
  curve: readonly { readonly x: number; readonly y: number }[],
  { width, height }: PanelSize,
  palette: Palette,
): Note[] {
  const at = curve[Math.floor(NAMED_AT * (curve.length - 1))];
  if (at === undefined) return [];
  if (at.y < 2 * TEXT.size) return [];
  const look = { text: TRADE, fill: palette.quietInk, baseline: "middle" as const };
  const widthPx = textWidth(TRADE, LABEL_FONT);
  const below = at.y + TEXT.size;
  return below + TEXT.size / 2 <= height && at.x >= widthPx
    ? [{ ...look, x: at.x - 2, y: below, align: "right" }]
    : [{ ...look, x: Math.min(at.x + 3, width - widthPx), y: at.y - TEXT.size, align: "left" }];
}

function crossBoxes(
  zero: { readonly x: number; readonly y: number },
  { width, height }: PanelSize,
  palette: Palette,
): Box[] {
  return [
    { x: 0, x2: width, y: zero.y - 0.3, y2: zero.y + 0.3, fill: palette.frozen },
    { x: zero.x - 0.3, x2: zero.x + 0.3, y: 0, y2: height, fill: palette.frozen },
  ];
}
