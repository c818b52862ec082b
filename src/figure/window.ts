import { significant } from "../report/numbers.js";
import { type Axes, type Box, LABEL_FONT, NOTE_FONT, type Note } from "./layers.js";
import { textWidth, typeset } from "./text.js";
import { type Palette, SEMI_BOLD, TEXT } from "./theme.js";
import { fitTicks, roundTicks } from "./ticks.js";

/**
 * The x axis of a row of panels: a linear window for the bulk, and to both sides, where values lie outside it, a
 * grey gutter in which they stand one tick each on a compressed scale. A full-range histogram would be one spike.
 */

/** A gutter's share of the panel, and the pixels it is held to. */
const GUTTER_SHARE = 0.11;
const GUTTER_MIN_PX = 18;
const GUTTER_MAX_PX = 30;
/** Blank between gutter and window. */
const GAP_PX = 3;
/** Ticks keep this far from the gutter's edges. */
const INSET_PX = 1.5;
const TICK_PX = 0.7;
/** Room above the highest bin. */
const HEADROOM = 1.06;

export interface Window {
  /** The bulk, from the first to the last bin edge. */
  readonly lo: number;
  readonly hi: number;
  /** The most extreme values of all panels that share the axis. */
  readonly min: number;
  readonly max: number;
  /** Size of a panel, pixels. */
  readonly width: number;
  readonly height: number;
  /** Where the bulk stands, pixels. */
  readonly startPx: number;
  readonly endPx: number;
}

/** The window of panels of this size that share the bins from `lo` to `hi` and hold values from `min` to `max`. */
export function makeWindow(
  bounds: Pick<Window, "lo" | "hi" | "min" | "max">,
  size: Pick<Window, "width" | "height">,
): Window {
  const gutter = Math.min(GUTTER_MAX_PX, Math.max(GUTTER_MIN_PX, GUTTER_SHARE * size.width));
  return {
    ...bounds,
    ...size,
    startPx: bounds.min < bounds.lo ? gutter + GAP_PX : 0,
    endPx: size.width - (bounds.max > bounds.hi ? gutter + GAP_PX : 0),
  };
}

/** The axes of a panel. With `yLabels` false the panel takes its scale from its neighbour and shows no y axis. */
export function axesOf(window: Window, yMax: number, yLabels: boolean, format: "plain" | "signed" = "plain"): Axes {
  const { lo, hi, startPx, endPx, height } = window;
  const x = fitTicks(lo, hi, endPx - startPx, LABEL_FONT);
  const y = roundTicks(0, yMax, height > 60 ? 5 : 3);
  const signed = format === "signed" ? `+${x.format}` : x.format;
  return {
    xDomain: [lo, hi],
    xRange: [startPx, endPx],
    xAxis: { values: x.values, ...(x.values.length > 0 ? { format: signed } : { labels: false }) },
    yMax: Math.max(1, yMax * HEADROOM),
    yAxis: yLabels ? { values: y.values.filter(Number.isInteger), format: ",d", domain: false } : null,
  };
}

export function toPx({ lo, hi, startPx, endPx }: Window, value: number): number {
  return startPx + ((value - lo) / (hi - lo)) * (endPx - startPx);
}

/** The grey ground of the gutters there are. */
export function gutterBoxes({ startPx, endPx, width, height }: Window, palette: Palette): Box[] {
  const boxes: Box[] = [];
  if (startPx > 0) boxes.push({ x: 0, x2: startPx - GAP_PX, y: 0, y2: height, fill: palette.gutter });
  if (endPx < width) boxes.push({ x: endPx + GAP_PX, x2: width, y: 0, y2: height, fill: palette.gutter });
  return boxes;
}

/** A thin line for each value outside the window, between two heights of the panel. */
export function gutterTicks(window: Window, values: Float64Array, y: number, y2: number, fill: string): Box[] {
  return [...values].flatMap((value) => {
    const x = gutterPx(window, value);
    return x === null ? [] : [{ x: x - TICK_PX / 2, x2: x + TICK_PX / 2, y, y2, fill, value }];
  });
}

/** Where a value outside the window stands; null for one inside, or not finite. */
function gutterPx({ lo, hi, min, max, startPx, endPx, width }: Window, value: number): number | null {
  const gutter = (edgePx: number) => edgePx - GAP_PX - 2 * INSET_PX;
  if (value < lo && value >= min) return INSET_PX + ((value - min) / (lo - min)) * gutter(startPx);
  if (value > hi && value <= max) return width - INSET_PX - ((max - value) / (max - hi)) * gutter(width - endPx);
  return null;
}

/** How many values each gutter holds, at its top, and the most extreme one, beneath it. */
export function gutterNotes(window: Window, values: Float64Array, palette: Palette): Note[] {
  const { lo, hi, startPx, endPx, width } = window;
  const sides = [
    { shown: startPx > 0, outside: values.filter((value) => value < lo && Number.isFinite(value)), from: 0, to: startPx - GAP_PX },
    { shown: endPx < width, outside: values.filter((value) => value > hi && Number.isFinite(value)), from: endPx + GAP_PX, to: width },
  ];
  return sides
    .filter(({ shown, outside }) => shown && outside.length > 0)
    .flatMap(({ outside, from, to }) => {
      const extreme = from === 0 ? Math.min(...outside) : Math.max(...outside);
      return [
        { ...centred(from, to, String(outside.length)), y: TEXT.size + 1, size: TEXT.size, weight: SEMI_BOLD, fill: palette.ink },
        extremeNote(window, extreme, from, to, palette),
      ];
    });
}

function extremeNote({ height, width }: Window, extreme: number, from: number, to: number, palette: Palette): Note {
  const text = typeset(significant(extreme, Math.abs(extreme) < 1 ? 2 : 3));
  const common = { text, y: height + 5, baseline: "top" as const, size: TEXT.noteSize, fill: palette.quietInk };
  // A long number keeps to the panel's edge, away from the axis labels.
  if (textWidth(text, NOTE_FONT) > to - from) return { ...common, x: from === 0 ? from : width, align: from === 0 ? "left" : "right" };
  return { ...common, ...centred(from, to, text) };
}

function centred(from: number, to: number, text: string): Pick<Note, "x" | "text" | "align"> {
  return { x: (from + to) / 2, text, align: "center" };
}

/** A line across the panel at a value of the window. */
export function valueLine(window: Window, value: number | null, fill: string, widthPx = 0.8): Box[] {
  if (value === null || value < window.lo || value > window.hi) return [];
  const x = toPx(window, value);
  return [{ x: x - widthPx / 2, x2: x + widthPx / 2, y: 0, y2: window.height, fill, value }];
}
