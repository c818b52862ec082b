import type { Distribution, Summary } from "../../model/numbers.js";
import { isBeyondFloat64 } from "../../stats/histogram.js";
import { significant } from "../../words/numbers.js";
/**
 * The x axis of a row of panels: a linear window for the bulk and, if values are outside of it, a grey gutter at that
 * side, in which each of them is a tick on a compressed scale. A histogram of the full range would be one spike.
 */
import { type Axes, countAxis, hiddenAxis, linearAxis, type Stretch } from "./axis.js";
import type { Box, Note } from "./layers.js";
import type { PanelSize } from "./panel.js";
import { textWidth, typeset } from "./text.js";
import { NOTE_FONT, type Palette, SEMI_BOLD, TEXT } from "./theme.js";
import { roundTicks } from "./ticks.js";

/** A gutter's share of the panel, and its least and greatest width. */
const GUTTER_SHARE = 0.11;

const GUTTER_PX = { least: 22, most: 40 };

/** Blank between gutter and window. */
const GAP_PX = 3;

/** Ticks keep this far from the gutter's edges. */
const INSET_PX = 1.5;

const TICK_PX = 0.7;

/** Room above the highest bin. */
const HEADROOM = 1.06;

/** The stretch is the bulk, from the first to the last bin edge. */
export interface Window extends Stretch {
  /** The most extreme values of all panels that share the axis. */
  readonly min: number;
  readonly max: number;
  /** Size of a panel, pixels. */
  readonly width: number;
  readonly height: number;
}

/** The window of panels of this size that share the bins from `lo` to `hi` and hold values from `min` to `max`. */
export function makeWindow(
  bounds: Pick<Window, "lo" | "hi" | "min" | "max">,
  size: PanelSize,
  leastGutterPx = GUTTER_PX.least,
): Window {
  const gutter = Math.min(GUTTER_PX.most, Math.max(leastGutterPx, GUTTER_SHARE * size.width));
  return {
    ...bounds,
    ...size,
    startPx: bounds.min < bounds.lo ? gutter + GAP_PX : 0,
    endPx: size.width - (bounds.max > bounds.hi ? gutter + GAP_PX : 0),
  };
}

/** The axis that distributions share; null where none has a histogram. */
export function windowOf(
  distributions: readonly Distribution[],
  size: PanelSize,
  leastGutterPx?: number,
): Window | null {
  const ends = distributions.flatMap(({ histogram, summary: { min, max } }) => {
    const [lo, hi] = [histogram?.edges[0], histogram?.edges.at(-1)];
    return lo === undefined || hi === undefined || min === null || max === null ? [] : [{ lo, hi, min, max }];
  });
  if (ends.length === 0) return null;
  return makeWindow(
    {
      lo: Math.min(...ends.map(({ lo }) => lo)),
      hi: Math.max(...ends.map(({ hi }) => hi)),
      min: Math.min(...ends.map(({ min }) => min)),
      max: Math.max(...ends.map(({ max }) => max)),
    },
    size,
    leastGutterPx,
  );
}

export function highestBin(distributions: readonly Distribution[]): number {
  return Math.max(0, ...distributions.flatMap(({ histogram }) => [...(histogram?.counts ?? [])]));
}

interface AxesStyle {
  /** If false, no y axis is drawn: its neighbour shows the scale, or only the shape matters. */
  readonly yLabels: boolean;
  /** Plus signs on the x axis, for changes. */
  readonly signed?: boolean;
  /** There is nothing below the gutters, so that axis labels may reach there. */
  readonly roomBelowGutters?: boolean;
}

/** How far an axis label may reach below a gutter without a number there, and its distance from one with a number. */
const OVERHANG_PX = 12;

const KEEP_OFF_PX = 3;

/** Where no gutter parts an axis from the panel beside it, whose labels overhang, too. */
const BESIDE_PX = 4;

/** So far a number may reach out of its gutter, below the bulk; axis labels keep off this, too. */
const SLACK_PX = 6;

export function axesOf(window: Window, yMax: number, style: AxesStyle): Axes {
  const { yLabels, signed = false, roomBelowGutters = false } = style;
  const { height } = window;
  const overhang = roomBelowGutters ? overhangOf(window) : GAP_PX - SLACK_PX - KEEP_OFF_PX;
  const x = linearAxis(window, { signed, overhang });
  const y = hiddenAxis([0, Math.max(1, yMax * HEADROOM)]);
  if (!yLabels) return { x, y };
  const mostTicks = height > 60 ? 5 : height > 22 ? 3 : 2;
  return { x, y: countAxis(y.scale.domain, roundTicks(0, yMax, mostTicks)) };
}

function overhangOf({ startPx, endPx, width }: Window): number {
  return startPx > 0 && endPx < width ? OVERHANG_PX : BESIDE_PX;
}

export function toPx({ lo, hi, startPx, endPx }: Window, value: number): number {
  return startPx + ((value - lo) / (hi - lo)) * (endPx - startPx);
}

/** The grey background of the gutters. */
export function gutterBoxes({ startPx, endPx, width, height }: Window, palette: Palette): Box[] {
  const boxes: Box[] = [];
  if (startPx > 0) boxes.push({ x: 0, x2: startPx - GAP_PX, y: 0, y2: height, fill: palette.gutter });
  if (endPx < width) boxes.push({ x: endPx + GAP_PX, x2: width, y: 0, y2: height, fill: palette.gutter });
  return boxes;
}

/** A thin line for each value outside the window, between two shares of the panel's height; `tell` says which dimension it is. */
export function gutterTicks(
  window: Window,
  values: Float64Array,
  [top, bottom]: readonly [number, number],
  fill: string,
  tell: (dim: number) => Partial<Box> = () => ({}),
): Box[] {
  const [y, y2] = [top * window.height, bottom * window.height];
  const boxes: Box[] = [];
  // Nearly all values are inside the window, so that no object is made for each value.
  values.forEach((value, dim) => {
    const x = gutterPx(window, value);
    if (x !== null) boxes.push({ x: x - TICK_PX / 2, x2: x + TICK_PX / 2, y, y2, fill, value, ...tell(dim) });
  });
  return boxes;
}

/** Where a value outside the window is drawn; null for one inside, or not finite. */
function gutterPx({ lo, hi, min, max, startPx, endPx, width }: Window, value: number): number | null {
  if (value < lo && value >= min) return INSET_PX + ((value - min) / (lo - min)) * ticksPx(startPx);
  if (value > hi && value <= max)
    return width - INSET_PX - ((max - value) / (max - hi)) * ticksPx(width - endPx);
  return null;
}

/** The part between a panel's edge and the window that ticks may be in. */
function ticksPx(edgePx: number): number {
  return edgePx - GAP_PX - 2 * INSET_PX;
}

interface Outside {
  readonly count: number;
  /** The most extreme value; null where there is none. */
  readonly extreme: number | null;
  readonly startPx: number;
  readonly endPx: number;
  readonly centrePx: number;
}

/** What is in each gutter that is shown, left to right. */
export function outsideCounts({ lo, hi, startPx, endPx, width }: Window, values: Float64Array): Outside[] {
  const side = (outside: Float64Array, extreme: number, from: number, to: number): Outside => ({
    count: outside.length,
    extreme: outside.length === 0 ? null : extreme,
    startPx: from,
    endPx: to,
    centrePx: (from + to) / 2,
  });
  const below = values.filter((value) => value < lo && Number.isFinite(value));
  const above = values.filter((value) => value > hi && Number.isFinite(value));
  return [
    ...(startPx > 0 ? [side(below, Math.min(...below), 0, startPx - GAP_PX)] : []),
    ...(endPx < width ? [side(above, Math.max(...above), endPx + GAP_PX, width)] : []),
  ];
}

/** How many values are in each gutter, at its top, and the most extreme one, below it. */
export function gutterNotes(window: Window, values: Float64Array, palette: Palette): Note[] {
  return outsideCounts(window, values).flatMap((outside) => {
    if (outside.extreme === null) return [];
    const count = {
      x: outside.centrePx,
      y: TEXT.size + 1,
      text: String(outside.count),
      align: "center" as const,
    };
    return [
      { ...count, weight: SEMI_BOLD, fill: palette.ink },
      ...extremeNote(window, outside, outside.extreme, palette),
    ];
  });
}

/** At the outer edge of its gutter, where its tick is, with as many digits as fit; none if not even one does. */
function extremeNote(
  { height, width }: Window,
  { startPx, endPx }: Outside,
  extreme: number,
  palette: Palette,
): Note[] {
  const digits = Math.abs(extreme) < 1 ? 2 : 3;
  const texts = [significant(extreme, digits), significant(extreme, 1), extreme.toExponential(0)].map(
    typeset,
  );
  const room = endPx - startPx + SLACK_PX;
  const text = texts.find((text) => textWidth(text, NOTE_FONT) <= room);
  if (text === undefined) return [];
  const place = startPx === 0 ? { x: 0, align: "left" as const } : { x: width, align: "right" as const };
  const style = { baseline: "top" as const, size: TEXT.noteSize, fill: palette.quietInk };
  return [{ ...place, ...style, y: height + 5, text }];
}

/** A line across the panel at a value of the window. */
export function valueLine(window: Window, value: number | null, fill: string, widthPx = 0.8): Box[] {
  if (value === null || value < window.lo || value > window.hi) return [];
  const x = toPx(window, value);
  return [{ x: x - widthPx / 2, x2: x + widthPx / 2, y: 0, y2: window.height, fill, value }];
}

type Extent = Pick<Summary, "n" | "min" | "max">;

/** What a panel without a histogram says; `sharing`: everything in the same bins. */
export function emptyNote(shown: Extent, palette: Palette, sharing: readonly Extent[] = [shown]): Note {
  const why = isBeyondFloat64(sharing) ? "too wide for bins in float64" : "too narrow for bins in float64";
  const text = shown.n === 0 ? "no finite values" : why;
  return { x: 4, y: TEXT.size * 2, text, fill: palette.quietInk };
}
