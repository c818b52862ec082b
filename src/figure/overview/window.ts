import { countBelow, countUpTo } from "../../stats/loops.js";
import { quantile } from "../../stats/quantiles.js";
import type { Placed, PlacedTensor, ValueMode } from "./scale.js";

/** The part of an axis that histograms are drawn over, and their bins; what is outside is in gutters. */
export interface Stage {
  readonly lo: number;
  readonly hi: number;
  readonly binWidth: number;
}

/** A window holds this share of each panel where it can ... */
const HELD = 0.95;
/** ... and where it does not, a tensor of which more is outside has a window of its own. */
const MOST_OUTSIDE = 0.06;
/** A shared window is so many times as wide as what one panel usually needs, at most ... */
const MOST_SPANS = [2.2, 4, 8, Number.POSITIVE_INFINITY];
/** ... unless more tensors than this share would need one of their own: a row in which all differ compares nothing. */
const MOST_OWN = 0.25;

/** More and fewer bins cannot be told apart, or show nothing. */
const BINS = { least: 16, most: 90 };
const ROUND = [1, 2, 5];

interface Span {
  readonly lo: number;
  readonly hi: number;
}

/** The window that all of these tensors share; null where none has a value, or float64 has no bins for them. */
export function sharedStage(tensors: readonly PlacedTensor[], mode: ValueMode): Stage | null {
  const spans = tensors.flatMap(spansOf);
  if (spans.length === 0) return null;
  const usual = medianOf(spans.map(({ lo, hi }) => hi - lo));
  const holdsMost = (stage: Stage) =>
    tensors.filter((tensor) => hidesMuch(stage, tensor)).length <= MOST_OWN * tensors.length;
  let drawable: Stage | null = null;
  for (const most of MOST_SPANS) {
    const stage = stageOver(mostOf(spans, most * usual), tensors, mode);
    if (stage !== null && holdsMost(stage)) return stage;
    drawable ??= stage;
  }
  return drawable;
}

/** The window of tensors that have one to themselves. */
export function ownStage(tensors: readonly PlacedTensor[], mode: ValueMode): Stage | null {
  const spans = tensors.flatMap(spansOf);
  return spans.length === 0 ? null : stageOver(unionOf(spans), tensors, mode);
}

/** Does the window leave too much of either side out? */
export function hidesMuch(stage: Stage, tensor: PlacedTensor): boolean {
  return mostOutside(stage, tensor) > MOST_OUTSIDE;
}

/** The share of a side's values that is outside: the larger of both. */
function mostOutside({ lo, hi }: Stage, { pre, post }: PlacedTensor): number {
  const shares = [pre, post].map(({ ascending }) => {
    const inside = countUpTo(ascending, hi) - countBelow(ascending, lo);
    return ascending.length === 0 ? 0 : 1 - inside / ascending.length;
  });
  return Math.max(...shares);
}

export function edgesOf({ lo, hi, binWidth }: Stage): Float64Array {
  const bins = Math.max(1, Math.round((hi - lo) / binWidth));
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? hi : lo + i * binWidth));
}

function spansOf({ pre, post }: PlacedTensor): Span[] {
  return [pre, post].flatMap(({ finite }) => (finite.length === 0 ? [] : [shortestHolding(finite)]));
}

/** The shortest interval that holds the share: of the middle one, outliers to one side would be a part. */
function shortestHolding(ascending: Float64Array): Span {
  const count = Math.ceil(HELD * ascending.length);
  const spanAt = (i: number): Span => ({
    lo: ascending[i] as number,
    hi: ascending[i + count - 1] as number,
  });
  let best = spanAt(0);
  for (let i = 1; i + count <= ascending.length; i++) {
    const span = spanAt(i);
    if (span.hi - span.lo < best.hi - best.lo) best = span;
  }
  return best;
}

function unionOf(spans: readonly Span[]): Span {
  return { lo: Math.min(...spans.map(({ lo }) => lo)), hi: Math.max(...spans.map(({ hi }) => hi)) };
}

/** The union of as many of the spans as fit into `widest`. */
function mostOf(spans: readonly Span[], widest: number): Span {
  const all = unionOf(spans);
  if (all.hi - all.lo <= widest) return all;
  const within = ({ lo }: Span) => spans.filter((span) => span.lo >= lo && span.hi <= lo + widest);
  const best = spans.map(within).reduce((a, b) => (b.length > a.length ? b : a));
  return best.length === 0 ? all : unionOf(best);
}

/** Whole bins, a little wider than the span. */
function stageOver({ lo, hi }: Span, tensors: readonly PlacedTensor[], mode: ValueMode): Stage | null {
  const bulks = tensors.flatMap(({ pre, post }) => [pre, post].flatMap(freedmanDiaconis));
  const wide = hi - lo > 0 ? hi - lo : fallbackWidth(lo, mode);
  const wanted = bulks.length === 0 ? 0 : medianOf(bulks);
  const binWidth = roundUp(Math.min(wide / BINS.least, Math.max(wanted * 0.9, wide / BINS.most)));
  const reach = hi - lo > 0 ? 0 : wide / 2;
  const start = Math.floor((lo - reach) / binWidth - 1e-9) - 1;
  const end = Math.ceil((hi + reach) / binWidth + 1e-9) + 1;
  const stage = { lo: start * binWidth, hi: end * binWidth, binWidth };
  return isDrawable(stage) ? stage : null;
}

/** Float64 can say how wide it is, and tells its bins apart. */
function isDrawable({ lo, hi, binWidth }: Stage): boolean {
  return Number.isFinite(hi - lo) && binWidth > 0 && lo + binWidth > lo && hi - binWidth < hi;
}

/** What a window of a single value reaches over. */
function fallbackWidth(value: number, mode: ValueMode): number {
  if (mode === "percent") return 40;
  return mode === "values" ? Math.max(Math.abs(value) * 0.2, 1e-6) : 2;
}

/** Width of a bin, as numpy's "fd". */
function freedmanDiaconis({ finite }: Placed): number[] {
  const width =
    2 * (quantile(finite, 0.75) - quantile(finite, 0.25)) * Math.max(1, finite.length) ** (-1 / 3);
  return width > 0 && Number.isFinite(width) ? [width] : [];
}

function roundUp(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const factor = [...ROUND, 10].find((round) => round * power >= width * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function medianOf(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}

/**
 * The window of a tensor whose panel is so many times wider than those that share one: of the same bins, with as many
 * pixels a step. Null where it would hide much.
 */
export function widened(shared: Stage, tensor: PlacedTensor, ratio: number): Stage | null {
  const { binWidth } = shared;
  const bins = Math.floor((ratio * (shared.hi - shared.lo)) / binWidth);
  const spans = spansOf(tensor);
  if (spans.length === 0) return null;
  const { lo, hi } = unionOf(spans);
  const [first, last] = [Math.floor(lo / binWidth), Math.ceil(hi / binWidth)];
  const spare = bins - (last - first);
  if (spare >= 0) return windowAt(first - Math.floor(spare / 2), bins, binWidth);
  // Of those that hold enough the lowest: gains have their long tail above, and a window that cuts both ends has two cliffs.
  const windows = Array.from({ length: Math.min(MOST_TRIED, bins - spare) }, (_, i) =>
    windowAt(first - Math.floor(bins / 2) + i, bins, binWidth),
  );
  return windows.find((window) => mostOutside(window, tensor) <= 1 - HELD) ?? null;
}

const MOST_TRIED = 1000;

function windowAt(start: number, bins: number, binWidth: number): Stage {
  return { lo: start * binWidth, hi: (start + bins) * binWidth, binWidth };
}
