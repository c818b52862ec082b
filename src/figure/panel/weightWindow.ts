import type { WeightGroup, WeightHistogram } from "../../model/weights.js";
import type { Steps } from "./layers.js";

/** Which part of the histograms of very many weights a panel shows, and in how many steps. */

export type CountScale = "linear" | "logarithmic";

/** The study's axis went from minus to plus this. */
const STUDY_REACH = 1;
/** Where the study's axis would leave out more than this share of the weights, all of them are shown. */
const MOST_LEFT_OUT = 0.01;
/** No eye can distinguish finer steps; those of an outline, which jumps from one to the next, must be wider than its line. */
const STEPS_A_PX: Readonly<Record<CountScale, number>> = { linear: 2, logarithmic: 0.5 };

export interface WeightWindow {
  readonly lo: number;
  readonly hi: number;
  /** Pre, then post where there is one. */
  readonly steps: readonly [Steps, ...Steps[]];
  readonly binsAStep: number;
  /** Weights beyond the ends, of the side that has more of them, and the farthest of both sides. */
  readonly below: number;
  readonly above: number;
  readonly min: number;
  readonly max: number;
}

/** Of one group, or of two on the same edges; null where there are no bins. */
export function windowOfWeights(
  groups: readonly WeightGroup[],
  widthPx: number,
  counts: CountScale,
): WeightWindow | null {
  const histograms = groups.map(({ histogram }) => histogram).filter((histogram) => histogram !== null);
  const [first] = histograms;
  if (first === undefined) return null;
  const { edges } = first;
  const [start, end] = binsShown(histograms, edges);
  const binsAStep = Math.max(1, Math.ceil((end - start) / (STEPS_A_PX[counts] * widthPx)));
  const parts = histograms.map((histogram) => partOf(histogram, start, end, binsAStep));
  return {
    lo: start > 0 ? -STUDY_REACH : (edges[start] as number),
    hi: end < edges.length - 1 ? STUDY_REACH : (edges[end] as number),
    steps: parts.map(({ steps }) => steps) as unknown as WeightWindow["steps"],
    binsAStep,
    below: Math.max(...parts.map(({ below }) => below)),
    above: Math.max(...parts.map(({ above }) => above)),
    min: Math.min(...groups.map(({ summary }) => summary.min ?? Number.POSITIVE_INFINITY)),
    max: Math.max(...groups.map(({ summary }) => summary.max ?? Number.NEGATIVE_INFINITY)),
  };
}

/** The same windows, all as wide as all of them together. */
export function onOneAxis(windows: readonly (WeightWindow | null)[]): (WeightWindow | null)[] {
  const known = windows.filter((window) => window !== null);
  const lo = Math.min(...known.map((window) => window.lo));
  const hi = Math.max(...known.map((window) => window.hi));
  return windows.map((window) => (window === null ? null : { ...window, lo, hi }));
}

/** The first bin within the study's axis and the one after the last; those of all bins if it would leave out too much. */
function binsShown(histograms: readonly WeightHistogram[], edges: Float64Array): readonly [number, number] {
  const bins = edges.length - 1;
  const start = edges.findIndex((edge) => edge >= -STUDY_REACH);
  const end = edges.findLastIndex((edge) => edge <= STUDY_REACH);
  if (start < 0 || end <= start) return [0, bins];
  const leavesFew = histograms.every((histogram) => {
    const { below, above } = partOf(histogram, start, end, bins);
    const inBins = histogram.counts.reduce((sum, count) => sum + count, 0);
    return below + above - histogram.below - histogram.above <= MOST_LEFT_OUT * inBins;
  });
  return leavesFew ? [start, end] : [0, bins];
}

function partOf(
  { edges, counts, below, above }: WeightHistogram,
  start: number,
  end: number,
  binsAStep: number,
): { readonly steps: Steps; readonly below: number; readonly above: number } {
  const steps = Math.ceil((end - start) / binsAStep);
  const merged = new Float64Array(steps);
  for (let bin = start; bin < end; bin++) {
    const step = Math.floor((bin - start) / binsAStep);
    merged[step] = (merged[step] as number) + (counts[bin] as number);
  }
  const sum = (from: number, to: number) =>
    counts.subarray(from, to).reduce((total, count) => total + count, 0);
  const ends = Float64Array.from(
    { length: steps + 1 },
    (_, i) => edges[Math.min(end, start + i * binsAStep)] as number,
  );
  return {
    steps: { edges: ends, counts: merged },
    below: below + sum(0, start),
    above: above + sum(end, counts.length),
  };
}
