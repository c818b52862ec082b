import type { Side } from "../../model/numbers.js";
import { changeWords, dimWords, medianWords, NOTHING_FINITE, nonFiniteWords } from "../../words/overview.js";
import type { Note } from "../panel/layers.js";
import { textWidth, typeset } from "../panel/text.js";
import { LABEL_FONT, type Palette, SEMI_BOLD, TEXT } from "../panel/theme.js";
import type { Bars } from "./bars.js";
import type { PanelStyle } from "./panelStyle.js";
import type { PlacedTensor } from "./scale.js";
import { type StagePx, toPx } from "./stage.js";

/** The numbers in a histogram's panel, where least of it is under them. */

const LINE_PX = TEXT.size + 1;

/** What words should not lie on: histograms up to `top`, which is `heightPx` high, and lines at these pixels. */
export interface Ink {
  readonly bars: readonly Bars[];
  readonly lines: readonly number[];
  readonly top: number;
  readonly heightPx: number;
}

interface Line {
  readonly text: string;
  readonly fill: string;
  readonly weight?: number;
}

/** The median, below it how far it moved, and what is not finite; beside them the dims that are named. */
export function sideWords(
  { tensor }: PlacedTensor,
  side: Side,
  stage: StagePx,
  style: PanelStyle,
  ink: Ink,
): Note[] {
  const { palette } = style;
  const { summary } = tensor[side];
  if (summary.n === 0) return middleNote(stage, NOTHING_FINITE, palette);
  const { identical } = tensor.change;
  const change = changeWords(tensor, style.isOrderLost, false);
  const changed: Line = {
    text: change.text,
    fill: identical ? palette.quietInk : palette.ink,
    weight: change.isNotable ? SEMI_BOLD : 400,
  };
  const broken: Line = { text: nonFiniteWords(summary.nonFinite), fill: palette.ink, weight: SEMI_BOLD };
  const median: Line = { text: medianWords(summary.median), fill: palette.quietInk };
  // After is told by its change, which says "identical" or is all that a low panel has room for.
  const isChangeAlone = side === "post" && (identical || stage.height < TWO_LINES_PX);
  const numbers = [...(isChangeAlone ? [] : [median]), ...(side === "post" ? [changed] : [])];
  // Higher up less of a histogram is under a long word.
  const told = widthOf([changed]) > LONG_PX ? numbers.toReversed() : numbers;
  const lines = [broken, ...told].filter(isSaid).slice(0, MOST_LINES);
  const dims = dimLines(tensor[side].values, side, style);
  const right = stage.endPx - 3;
  const dimsRight = freePlace(dims, stage, right, ink, null);
  const taken = dims.length === 0 ? null : { from: dimsRight - widthOf(dims) - DIMS_GAP_PX, to: dimsRight };
  const linesRight = freePlace(lines, stage, right, ink, taken);
  return [...column(dims, dimsRight), ...column(lines, linesRight)];
}

const DIMS_GAP_PX = 10;
const MOST_LINES = 2;
/** Longer than "+14.9 %". */
const LONG_PX = 43;
/** In a lower panel the second line would lie on the histogram. */
export const TWO_LINES_PX = 36;

/** Where a line at this value begins so as not to strike out words above it. */
export function endOfWords(words: readonly Note[], stage: StagePx, value: number | null): number {
  if (value === null) return 0;
  const x = toPx(stage, value);
  const struck = words.filter((note) => note.align === "right" && isStruck(note, x));
  return Math.max(0, ...struck.map(({ y }) => y + BELOW_PX));
}

function isStruck({ x: right, text, weight = 400 }: Note, x: number): boolean {
  return x < right + 1 && x > right - textWidth(text, { ...LABEL_FONT, weight }) - 1;
}

/** Of what hangs below the base of a line of words. */
const BELOW_PX = 3;

/** Of before at the top, of after at the bottom, each as many lines as its half has room for. */
export function mirroredWords(
  { tensor }: PlacedTensor,
  stage: StagePx,
  style: PanelStyle,
  [before, after]: readonly [Ink, Ink],
): Note[] {
  const { palette, isShort } = style;
  const { height } = stage;
  const { pre, post, change } = tensor;
  if (pre.summary.n === 0 && post.summary.n === 0) return middleNote(stage, NOTHING_FINITE, palette);
  const words = changeWords(tensor, style.isOrderLost, isShort);
  const broken = nonFiniteWords(post.summary.nonFinite);
  const isPlain = change.identical || isShort;
  const most = Math.max(1, Math.floor(height / 2 / LINE_PX));
  const changed: Line = {
    text: broken === "" ? words.text : broken,
    fill: change.identical ? palette.quietInk : palette.post,
    weight: words.isNotable || broken !== "" ? SEMI_BOLD : 400,
  };
  const upper: Line[] = isPlain
    ? []
    : [{ text: medianWords(pre.summary.median), fill: palette.pre }, ...dimLines(pre.values, "pre", style)];
  const lower = [
    changed,
    ...(isPlain
      ? []
      : dimLines(post.values, "post", style)
          .slice(0, most - 1)
          .reverse()),
  ];
  const [top, bottom] = [upper, lower].map((lines) => lines.filter(isSaid).slice(0, most)) as [
    Line[],
    Line[],
  ];
  const right = stage.endPx - 2;
  return [
    ...column(top, freePlace(top, stage, right, before, null)),
    ...column(bottom, freePlace(bottom, stage, right, after, null)).map((note, i) => ({
      ...note,
      y: height - 2 - i * LINE_PX,
    })),
  ];
}

function dimLines(values: Float64Array, side: Side, { namedDims, palette }: PanelStyle): Line[] {
  return namedDims.map((dim) => ({ text: dimWords(dim, values[dim] as number), fill: palette[side] }));
}

function isSaid({ text }: Line): boolean {
  return text !== "";
}

export function middleNote({ width, height }: StagePx, text: string, { quietInk }: Palette): Note[] {
  return [{ x: width / 2, y: height / 2, text, fill: quietInk, align: "center", baseline: "middle" }];
}

function column(lines: readonly Line[], x: number): Note[] {
  return lines.map(({ text, ...look }, i) => ({
    x,
    y: TEXT.size - 1 + i * LINE_PX,
    text: typeset(text),
    align: "right",
    ...look,
  }));
}

function widthOf(lines: readonly Line[]): number {
  const widths = lines.map(({ text, weight = 400 }) => textWidth(typeset(text), { ...LABEL_FONT, weight }));
  return Math.max(0, ...widths);
}

const STEP_PX = 4;
/** A line under a word disturbs as much as so many pixels of a histogram; other words as much as anything can. */
const CROSSED_PX = 3;
const TAKEN_PX = 1000;

/** Where words end: from the right, the first place where least is under them. */
function freePlace(
  lines: readonly Line[],
  stage: StagePx,
  right: number,
  ink: Ink,
  taken: { readonly from: number; readonly to: number } | null,
): number {
  const width = widthOf(lines);
  const lowest = ink.heightPx - lines.length * LINE_PX - 1;
  const steps = Math.max(0, Math.floor((right - stage.startPx - 3 - width) / STEP_PX));
  const costAt = (place: number): number => {
    const [from, to] = [place - width - 1, place + 1];
    const crossed = ink.lines.filter((x) => x > from && x < to).length;
    const isTaken = taken !== null && from < taken.to && to > taken.from;
    const covered = Math.max(0, highestPx(stage, ink, from, to) - lowest);
    return covered + CROSSED_PX * crossed + (isTaken ? TAKEN_PX : 0);
  };
  const places = Array.from({ length: steps + 1 }, (_, i) => right - i * STEP_PX);
  const costs = places.map(costAt);
  return places[costs.indexOf(Math.min(...costs))] ?? right;
}

/** How high bars reach between two pixels. */
function highestPx(
  { startPx, endPx }: StagePx,
  { bars, top, heightPx }: Ink,
  from: number,
  to: number,
): number {
  let highest = 0;
  for (const { counts } of bars) {
    const binPx = (endPx - startPx) / counts.length;
    const first = Math.max(0, Math.floor((from - startPx) / binPx));
    const end = Math.min(counts.length, Math.ceil((to - startPx) / binPx));
    for (let bin = first; bin < end; bin++) highest = Math.max(highest, counts[bin] as number);
  }
  return (highest / top) * heightPx;
}
