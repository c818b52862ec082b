import { significant, withCommas } from "../../words/numbers.js";
import { type Axes, type Axis, linearAxis, ZERO_AS_0 } from "./axis.js";
import type { Note } from "./layers.js";
import type { PanelSize } from "./panel.js";
import { textWidth, typeset } from "./text.js";
import { NOTE_FONT, type Palette } from "./theme.js";
import { roundTicks } from "./ticks.js";
import type { CountScale, WeightWindow } from "./weightWindow.js";

/** The axes of a panel of very many weights, and the notes on what is beyond them. */

const HEADROOM = 1.08;
/** Where empty bins are on a logarithmic axis. */
const FOOT = 0.5;
/** From the panel's edges to a note: at the left are the ticks of the counts, whose labels it would seem to go on with. */
const MARGIN_PX = { left: 8, right: 2 };
/** What notes take of the height. */
const NOTE_PX = NOTE_FONT.size + 4;

/** `footPx`: pixels at the foot of the panel that the counts leave free. */
export function weightAxes(
  window: WeightWindow,
  { width, height }: PanelSize,
  counts: CountScale,
  footPx: number,
): Axes {
  const { lo, hi, steps } = window;
  const most = Math.max(1, ...steps.map(({ counts: own }) => highest(own)));
  const countsPx = height - footPx;
  const room = { under: highestUnderNotes(window, width), free: 1 - NOTE_PX / countsPx };
  const own =
    counts === "linear" ? linearCounts(most, countsPx, room) : logarithmicCounts(most, countsPx, room);
  const y = footPx === 0 ? own : { ...own, scale: { ...own.scale, range: [countsPx, 0] as const } };
  return { x: linearAxis({ lo, hi, startPx: 0, endPx: width }), y };
}

/** The highest count that a note lies above, and which part of the panel's height is below the notes. */
interface NoteRoom {
  readonly under: number;
  readonly free: number;
}

function linearCounts(most: number, height: number, { under, free }: NoteRoom): Axis {
  const { values } = roundTicks(0, most, height > 90 ? 5 : 3);
  return {
    scale: { domain: [0, Math.max(most * HEADROOM, under / free)] },
    ticks: { values: values.filter(Number.isInteger), format: "~s" },
    kind: { type: "linear", look: { ...ZERO_AS_0, domain: false } },
  };
}

function logarithmicCounts(most: number, height: number, { under, free }: NoteRoom): Axis {
  const powers = Math.ceil(Math.log10(most * 1.0001));
  const step = Math.max(1, Math.ceil(powers / (height > 90 ? 6 : 3)));
  const values = Array.from({ length: Math.floor(powers / step) + 1 }, (_, i) => 10 ** (i * step));
  return {
    scale: { domain: [FOOT, Math.max(2, most ** HEADROOM, FOOT * (under / FOOT) ** (1 / free))] },
    ticks: { values: values.filter((value) => value <= most), format: "~s" },
    kind: { type: "log", look: { domain: false } },
  };
}

/** There are too many of them to be arguments of Math.max. */
function highest(counts: Iterable<number>): number {
  let most = 0;
  for (const count of counts) most = Math.max(most, count);
  return most;
}

/** How many weights are beyond both ends of the axis, and how far they reach; shorter where there is no room. */
export function beyondNotes(window: WeightWindow, { width }: PanelSize, palette: Palette): Note[] {
  const note = { y: NOTE_FONT.size + 1, size: NOTE_FONT.size, fill: palette.quietInk };
  const { left, right } = beyondTexts(window, width);
  return [
    ...(left === "" ? [] : [{ ...note, x: MARGIN_PX.left, text: left }]),
    ...(right === "" ? [] : [{ ...note, x: width - MARGIN_PX.right, align: "right" as const, text: right }]),
  ];
}

function beyondTexts({ below, above, min, max }: WeightWindow, width: number) {
  const text = (count: number, extreme: number) =>
    count === 0
      ? ""
      : ([`${withCommas(count)} beyond, to ${significant(extreme, 3)}`, `to ${significant(extreme, 2)}`]
          .map(typeset)
          .find((one) => textWidth(one, NOTE_FONT) < width / 2 - MARGIN_PX.left - MARGIN_PX.right) ?? "");
  return { left: text(below, min), right: text(above, max) };
}

/** Histograms stay below the notes: how high they reach there. */
function highestUnderNotes(window: WeightWindow, width: number): number {
  const { left, right } = beyondTexts(window, width);
  const spans = [
    ...(left === "" ? [] : [{ from: 0, to: MARGIN_PX.left + textWidth(left, NOTE_FONT) }]),
    ...(right === "" ? [] : [{ from: width - MARGIN_PX.right - textWidth(right, NOTE_FONT), to: width }]),
  ];
  const { lo, hi, steps } = window;
  const toPx = (edge: number) => ((edge - lo) / (hi - lo)) * width;
  return Math.max(
    0,
    ...spans.flatMap(({ from, to }) =>
      steps.map(({ edges, counts }) =>
        highest(
          Array.from(counts).filter(
            (_, i) => toPx(edges[i + 1] as number) > from && toPx(edges[i] as number) < to,
          ),
        ),
      ),
    ),
  );
}
