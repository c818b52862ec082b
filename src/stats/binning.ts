import type { NormSite } from "../model/architecture.js";
import type { BinRule, Histogram } from "../model/numbers.js";
import { bulkWindow } from "./bulkWindow.js";
import { equalEdges, histogram } from "./histogram.js";
import { countBelow, countUpTo } from "./loops.js";
import { moments } from "./moments.js";
import { quantile } from "./quantiles.js";
import { type Sample, sampleOf } from "./sample.js";

/** What a norm that the original study did not look at gets in its manner: the number of bins of a block's first norm. */
const OTHER_STUDY_BINS = 80;

/** Of a norm: what the study's rule needs to know. */
type StudySite = Pick<NormSite, "study">;

/** The original study's number of bins for all weights of a model. */
export const STUDY_WEIGHT_BINS = 10_000;

const AUTO_MIN_BINS = 24;
const AUTO_MAX_BINS = 60;

/** More bins than this no picture and no reader needs; an estimator may ask for any number on odd data. */
export const MAX_BINS = 10_000;

/** Ascending values and what the estimators need of them. */
interface Pool {
  readonly ascending: Float64Array;
  readonly lo: number;
  readonly hi: number;
}

/** Width of a bin from the pooled values, by the name numpy gives the estimator (numpy.histogram_bin_edges). */
const ESTIMATORS: Readonly<Record<Exclude<BinRule, number | "auto" | "study">, (pool: Pool) => number>> = {
  /** Freedman and Diaconis 1981. */
  fd: ({ ascending }) =>
    2 * (quantile(ascending, 0.75) - quantile(ascending, 0.25)) * ascending.length ** (-1 / 3),
  /** Scott 1979. */
  scott: ({ ascending }) =>
    ((24 * Math.sqrt(Math.PI)) / ascending.length) ** (1 / 3) * (moments(ascending).std ?? 0),
  /** Sturges 1926. */
  sturges: ({ ascending, lo, hi }) => (hi - lo) / (Math.log2(ascending.length) + 1),
  rice: ({ ascending, lo, hi }) => (hi - lo) / (2 * ascending.length ** (1 / 3)),
  sqrt: ({ ascending, lo, hi }) => (hi - lo) / Math.sqrt(ascending.length),
  /** Doane 1976. */
  doane: doaneWidth,
};

/** The bin rules by name, for `--help`. */
export const BIN_RULES: readonly BinRule[] = [
  "auto",
  "study",
  ...(Object.keys(ESTIMATORS) as (keyof typeof ESTIMATORS)[]),
];

/** Histograms of both vectors (of one length) of a pair by one rule; null where there is nothing to count. */
export function binPair(
  pre: Float64Array,
  post: Float64Array,
  rule: BinRule,
  site: StudySite,
): readonly [pre: Histogram | null, post: Histogram | null] {
  if (rule === "study") return [withOwnEdges(pre, studyBins(site)), withOwnEdges(post, studyBins(site))];
  const edges = sharedEdges([pre, post], rule);
  return edges === null ? [null, null] : [countOver(edges, pre), countOver(edges, post)];
}

/** The histogram of one vector by a rule; null where there is nothing to count. */
export function binOne(values: Float64Array, rule: BinRule, site: StudySite): Histogram | null {
  if (rule === "study") return withOwnEdges(values, studyBins(site));
  const edges = sharedEdges([values], rule);
  return edges === null ? null : countOver(edges, values);
}

function studyBins({ study }: StudySite): number {
  return study?.bins ?? OTHER_STUDY_BINS;
}

function countOver(edges: Float64Array, values: Float64Array): Histogram | null {
  const { ascending } = sampleOf(values);
  return ascending.length === 0 ? null : histogram(ascending, edges);
}

function withOwnEdges(values: Float64Array, bins: number): Histogram | null {
  const { ascending } = sampleOf(values);
  if (ascending.length === 0) return null;
  const edges = equalEdges(ascending[0] as number, ascending.at(-1) as number, bins);
  return edges === null ? null : histogram(ascending, edges);
}

function sharedEdges(pair: readonly Float64Array[], rule: Exclude<BinRule, "study">): Float64Array | null {
  if (rule === "auto") return autoEdges(pair);
  const pool = pooled(pair.map(sampleOf));
  if (pool === null) return null;
  if (typeof rule === "number") return equalEdges(pool.lo, pool.hi, requireBins(rule));
  return equalEdges(pool.lo, pool.hi, estimatedBins(pool, rule));
}

/** @throws RangeError for what is not a number of bins */
function requireBins(bins: number): number {
  if (Number.isInteger(bins) && bins >= 1 && bins <= MAX_BINS) return bins;
  throw new RangeError(`${bins} is not a number of bins; give an integer from 1 to ${MAX_BINS}`);
}

/** numpy: ceil(range / width), or one bin where the width is 0; at most MAX_BINS, also where the ratio overflows. */
function estimatedBins(pool: Pool, estimator: keyof typeof ESTIMATORS): number {
  const width = ESTIMATORS[estimator](pool);
  const bins = width > 0 ? Math.ceil((pool.hi - pool.lo) / width) : 1;
  return Number.isNaN(bins) ? 1 : Math.max(1, Math.min(MAX_BINS, bins));
}

/**
 * Edges for vectors that share their bins, by their finite values. The window is the union of those of each one's bulk,
 * clipped to the data, and widened to `include` where that is given; inside it as many bins as numpy.histogram_bin_edges(pool, "fd", range=window) makes, limited to 24-60. Null where there is no value.
 */
export function autoEdges(vectors: readonly Float64Array[], include?: number): Float64Array | null {
  const samples = vectors.map(sampleOf).filter(({ finite }) => finite.length > 0);
  const pool = pooled(samples);
  if (pool === null) return null;
  const windows = samples.map(bulkWindow);
  const lo = Math.min(
    include ?? Number.POSITIVE_INFINITY,
    Math.max(pool.lo, Math.min(...windows.map(([start]) => start))),
  );
  const hi = Math.max(
    include ?? Number.NEGATIVE_INFINITY,
    Math.min(pool.hi, Math.max(...windows.map(([, end]) => end))),
  );
  const inside = pool.ascending.subarray(countBelow(pool.ascending, lo), countUpTo(pool.ascending, hi));
  const bins = estimatedBins({ ascending: inside, lo, hi }, "fd");
  return equalEdges(lo, hi, Math.max(AUTO_MIN_BINS, Math.min(AUTO_MAX_BINS, bins)));
}

function pooled(samples: readonly Sample[]): Pool | null {
  const ascending = new Float64Array(samples.reduce((sum, { finite }) => sum + finite.length, 0));
  samples.reduce((start, sample) => {
    ascending.set(sample.ascending, start);
    return start + sample.ascending.length;
  }, 0);
  ascending.sort();
  const lo = ascending[0];
  const hi = ascending.at(-1);
  return lo === undefined || hi === undefined ? null : { ascending, lo, hi };
}

function doaneWidth({ ascending, lo, hi }: Pool): number {
  const n = ascending.length;
  if (n <= 2) return 0;
  const { skewness } = moments(ascending);
  if (skewness === null) return 0;
  const skewnessError = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return (hi - lo) / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / skewnessError));
}
