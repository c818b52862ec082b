import type { MeasuredTensor } from "../../model/comparison.js";
import type { Side } from "../../model/numbers.js";
import { NOT_FINITE_SIGN } from "../../words/figures/overviewCaption.js";
import { type Axis, hiddenAxis, yTicks, ZERO_AS_0 } from "../panel/axis.js";
import { type Box, boxLayer, type Note, noteLayer } from "../panel/layers.js";
import type { Panel, PanelSize } from "../panel/panel.js";
import { dimOf } from "../panel/rows.js";
import { textWidth } from "../panel/text.js";
import { LABEL_FONT, type Palette, SEMI_BOLD, TEXT } from "../panel/theme.js";
import { type BlockAxis, isAt, middleOf, type Stop } from "./blockAxis.js";
import type { TensorChanges } from "./changes.js";
import { type DimDot, dimNames } from "./dimNames.js";
import { baseLine, frozenGrounds } from "./grounds.js";
import { type Mark, markLayer, type NormLook } from "./marks.js";
import { type Rect, rectAround } from "./placing.js";

/** The panel of the strip that has every dimension's change: of each tensor a bar, a line, and dots. */

export interface DimsFacts {
  readonly axis: BlockAxis;
  readonly looks: readonly NormLook[];
  readonly whole: readonly MeasuredTensor[];
  readonly changes: readonly TensorChanges[];
  /** Tensors of which no dim is named, by their short names. */
  readonly changedAsOne: ReadonlySet<string>;
  readonly missing: ReadonlyMap<number, Side>;
  readonly palette: Palette;
  readonly notes: readonly Note[];
}

/** How the changes of one tensor are placed. */
interface Column {
  readonly own: TensorChanges;
  readonly look: NormLook;
  /** On the axis of blocks. */
  readonly x: number;
  readonly widthPx: number;
}

const DOT_SIZE = { few: 5, many: 2.5 };
const MANY_COLUMNS = 40;
const BAR_PX = { least: 2, most: 6 };
/** Where the farthest change is so many times the usual reach of the lines, the axis is logarithmic from there on. */
const FAR = 12;
/** Above and below what is drawn there is room for a name. */
const NAME_ROOM_PX = 11;
const PX_PER_NAME = 26;

export function dimsPanel(name: string, size: PanelSize, facts: DimsFacts): Panel {
  const { axis, changes, changedAsOne, palette, notes } = facts;
  const columns = columnsOf(facts, size);
  const y = yAxisOf(changes, size, palette);
  const toPx = (x: number, value: number) => ({ x: (x / axis.length) * size.width, y: y.px(value) });
  const dots = columns.flatMap((column) => dotsOf(column, columns.length));
  const spots = dots.map(({ x, y: value, dim, isOutermost, tensor }): DimDot => {
    const isNamed = !changedAsOne.has(tensor);
    return { dim, change: value, isOutermost, isNamed, spot: toPx(x, value) };
  });
  const frame: Rect = { x: -2, x2: size.width + 6, y: -2, y2: size.height + 2 };
  const words = identicalWords(axis, size, palette);
  const names = dimNames(spots, frame, palette, Math.ceil(size.width / PX_PER_NAME), words.rects);
  return {
    label: name,
    ...size,
    axes: { x: hiddenAxis([0, axis.length]), y: y.axis },
    layers: [
      boxLayer([
        ...frozenGrounds(axis, size, palette),
        ...baseLine(y.px(0), size, palette),
        ...columns.flatMap((column) => barBoxes(column, toPx)),
        ...names.leaders,
      ]),
      markLayer(dots),
      noteLayer([...notes, ...words.notes, ...signs(facts, size, y.px(0)), ...names.notes]),
    ],
  };
}

function columnsOf({ axis, looks, changes }: DimsFacts, { width }: PanelSize): Column[] {
  const pxPerUnit = width / axis.length;
  return changes.flatMap((own) => {
    const stop = axis.stops.find((one) => isAt(own.tensor, one));
    const look = looks.find(({ name }) => name === own.tensor.id.norm);
    if (stop === undefined || look === undefined) return [];
    const inStop = changes.filter(({ tensor }) => isAt(tensor, stop));
    const shares = looks.filter(({ name }) => inStop.some(({ tensor }) => tensor.id.norm === name));
    const place = shares.indexOf(look) - (shares.length - 1) / 2;
    const step = 0.8 / Math.max(2, shares.length);
    const widthPx = Math.max(BAR_PX.least, Math.min(BAR_PX.most, step * pxPerUnit * 0.45));
    return [{ own, look, x: middleOf(stop) + place * step, widthPx }];
  });
}

interface DimMark extends Mark {
  readonly tensor: string;
  readonly dim: number;
  readonly isOutermost: boolean;
}

/** The dims that the line does not reach. */
function dotsOf({ own, look, x }: Column, count: number): DimMark[] {
  const { byDim, line, ascending, tensor } = own;
  const size = count > MANY_COLUMNS ? DOT_SIZE.many : DOT_SIZE.few;
  const [lowest, highest] = [ascending[0], ascending.at(-1)];
  const marks: DimMark[] = [];
  byDim.forEach((change, dim) => {
    if (!(change < line[0] || change > line[1])) return;
    const isOutermost = change === lowest || change === highest;
    marks.push({
      ...dimOf(tensor, dim),
      x: Number(x.toFixed(3)),
      y: Number(change.toPrecision(5)),
      fill: look.fill,
      shape: look.shape,
      size,
      isOutermost,
    });
  });
  return marks;
}

function barBoxes(
  { own, look, x, widthPx }: Column,
  toPx: (x: number, y: number) => { x: number; y: number },
): Box[] {
  const box = ([from, to]: readonly [number, number], width: number, least: number): Box => {
    const [low, high] = [toPx(x, from), toPx(x, to)];
    const grown = Math.max(0, least - (low.y - high.y)) / 2;
    return {
      x: low.x - width / 2,
      x2: low.x + width / 2,
      y: high.y - grown,
      y2: low.y + grown,
      fill: look.fill,
    };
  };
  return [box(own.line, 0.8, 0.8), box(own.bar, widthPx, 1)];
}

/** From the farthest to the farthest, with room for names; logarithmic away from zero where few are very far. */
function yAxisOf(changes: readonly TensorChanges[], { height }: PanelSize, palette: Palette) {
  const ends = changes.map(({ ascending }) => [ascending[0] as number, ascending.at(-1) as number]);
  const [lo, hi] = [
    Math.min(0, ...ends.map(([low]) => low as number)),
    Math.max(0, ...ends.map(([, high]) => high as number)),
  ];
  const reach = Math.max(-lo, hi) || 1;
  const lines = changes.map(({ line }) => Math.max(-line[0], line[1])).sort((a, b) => a - b);
  const usual = lines[Math.floor(lines.length / 2)] ?? 0;
  const isFar = usual > 0 && reach > FAR * usual;
  const bend = isFar ? usual : 1;
  const scaled = isFar
    ? (value: number) => Math.sign(value) * Math.log1p(Math.abs(value) / bend)
    : (value: number) => value;
  const unscaled = isFar
    ? (value: number) => Math.sign(value) * Math.expm1(Math.abs(value)) * bend
    : (value: number) => value;
  const share = NAME_ROOM_PX / (height - 2 * NAME_ROOM_PX);
  const span = scaled(hi) - scaled(lo) || 1;
  const domain = [unscaled(scaled(lo) - span * share), unscaled(scaled(hi) + span * share)] as const;
  const [low, high] = [scaled(domain[0]), scaled(domain[1])];
  const px = (value: number) => ((high - scaled(value)) / (high - low)) * height;
  const { values, format } = isFar ? farTicks(lo, hi, px) : yTicks(domain[0], domain[1], height);
  const axis: Axis = {
    scale: isFar ? { constant: bend, domain } : { domain },
    ticks: { values, format: `+${format}` },
    kind: {
      type: isFar ? "symlog" : "linear",
      look: { ...ZERO_AS_0, domain: false, grid: true, gridColor: palette.gutter, gridWidth: 0.7 },
    },
  };
  return { axis, px };
}

/** Zero and powers of ten, as many as are apart. */
function farTicks(lo: number, hi: number, px: (value: number) => number) {
  const powers = Array.from({ length: 18 }, (_, i) => 10 ** (i - 6));
  const candidates = [0, ...powers.toReversed().flatMap((power) => [power, -power])].filter(
    (value) => value >= lo && value <= hi,
  );
  const values: number[] = [];
  for (const value of candidates) {
    if (values.every((other) => Math.abs(px(other) - px(value)) > 1.6 * TEXT.size)) values.push(value);
  }
  return { values: values.sort((a, b) => a - b), format: Math.max(-lo, hi) >= 1e5 ? ".1~e" : "~r" };
}

/** "identical" in the widest run of frozen blocks that has room for it. */
function identicalWords({ stops, length }: BlockAxis, { width }: PanelSize, palette: Palette) {
  const text = "identical";
  const textPx = textWidth(text, LABEL_FONT);
  const place = stops
    .filter(({ isFrozen }) => isFrozen)
    .map((stop) => ({
      x: (middleOf(stop) / length) * width,
      room: ((stop.end - stop.start) / length) * width,
    }))
    .find(({ room }) => room >= textPx + 2);
  if (place === undefined) return { notes: [], rects: [] };
  const note: Note = { x: place.x, y: TEXT.size, text, fill: palette.quietInk, align: "center" };
  return { notes: [note], rects: [rectAround({ x: place.x, y: TEXT.size / 2 + 1 }, textPx, TEXT.size + 2)] };
}

/** Signs for what has no number: a cross for a block that is missing, and one for values that are not finite. */
function signs(
  { axis, missing, palette, whole }: DimsFacts,
  { width, height }: PanelSize,
  basePx: number,
): Note[] {
  const px = (stop: Stop) => (middleOf(stop) / axis.length) * width;
  const at = { align: "center" as const, weight: SEMI_BOLD };
  const crosses = axis.stops
    .filter(({ blocks }) => blocks.some((block) => missing.has(block)))
    .map((stop) => ({
      ...at,
      x: px(stop),
      y: basePx,
      text: "×",
      fill: palette.post,
      baseline: "middle" as const,
    }));
  const broken = axis.stops
    .filter((stop) => whole.some((tensor) => isAt(tensor, stop) && tensor.post.summary.nonFinite > 0))
    .map((stop) => ({ ...at, x: px(stop), y: height - 2, text: NOT_FINITE_SIGN, fill: palette.post }));
  return [...crosses, ...broken];
}
