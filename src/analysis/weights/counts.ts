import {
  type CountedPart,
  Counter,
  countParts,
  type Pair,
  type Paired,
  type Part,
  type ScannedPart,
  scanParts,
  type TensorRuns,
} from "../../counting/index.js";
import { WdistError } from "../../errors.js";
import type { GptModel } from "../../model/norms.js";
import type { WeightGroup, WeightOptions, WeightSummary } from "../../model/weights.js";
import { binnedQuantiles } from "../../stats/binnedQuantiles.js";
import { equalEdges } from "../../stats/histogram.js";
import { mergeCentralSums, populationMoments } from "../../stats/powerSums.js";
import type { WeightSelection } from "./groups.js";
import { requireFewBins, requirePossible } from "./limits.js";
import type { TensorPair } from "./pairs.js";
import { bytesToRead, partsOf, valuesOfCodes } from "./parts.js";

/** From selections of weights to their histograms and moments. */

/** Groups that are counted together: while that goes on, each takes up to half a megabyte. */
const GROUPS_AT_ONCE = 16;
/** For values without a histogram, whose moments are wanted all the same. */
const NO_MATTER_WHICH = Float64Array.of(0, 1);

export interface WeightWork {
  /** Threads that count. */
  readonly threads: number;
  /** Told now and then how far the work has come, in bytes that are read. */
  readonly onProgress: (doneBytes: number, allBytes: number) => void;
}

/** Weights of one model. */
export interface Share {
  readonly model: GptModel;
  readonly selection: WeightSelection;
}

/** Shares that have the same edges; of two models, with the tensors that are held against each other. */
export interface Together<Shares extends readonly Share[] = readonly Share[]> {
  readonly shares: Shares;
  readonly pairs: readonly TensorPair[];
}

/** What came of them. */
export interface Counted<Shares extends readonly Share[] = readonly Share[]> {
  readonly groups: { readonly [Place in keyof Shares]: WeightGroup };
  /** Of each pair. */
  readonly paired: readonly Paired[];
}

/**
 * The weights of every share in a histogram, and how those of pairs changed. The memory that it takes does not grow with the
 * models.
 * @throws WdistError USAGE, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function countWeights<Shares extends readonly Share[]>(
  all: readonly Together<Shares>[],
  options: Pick<WeightOptions, "bins" | "range">,
  { threads, onProgress }: WeightWork,
): Promise<Counted<Shares>[]> {
  const binning = options.range === null ? options.bins : edgesOver(options.range, options.bins);
  const shares = all.flatMap((together) => together.shares);
  requireFewBins(shares.length, options.bins);
  const allBytes = bytesToRead(shares.flatMap(({ selection }) => selection.weights));
  requirePossible(shares[0]?.model.info.path ?? "", allBytes);
  const onBytes = (bytes: number) => onProgress(Math.min(bytes, allBytes), allBytes);
  const counter = new Counter({ threads, onBytes });
  try {
    const counted: Counted<Shares>[] = [];
    const atOnce = Math.max(1, Math.floor(GROUPS_AT_ONCE / (all[0]?.shares.length ?? 1)));
    for (let first = 0; first < all.length; first += atOnce) {
      counted.push(...(await countSome(counter, all.slice(first, first + atOnce), binning)));
    }
    return counted;
  } finally {
    await counter.close();
  }
}

/** `binning`: edges, or how many bins the range of shares that stand together is cut into. */
async function countSome<Shares extends readonly Share[]>(
  counter: Counter,
  all: readonly Together<Shares>[],
  binning: Float64Array | number,
): Promise<Counted<Shares>[]> {
  const { parts, pairs, places } = await placed(all);
  const { scanned, paired } = await scanParts(counter, parts, pairs, valuesOfCodes);
  const edges = places.map(({ shares: own }) =>
    edgesFor(scanned.slice(own[0]?.start, own.at(-1)?.end), binning),
  );
  const edgesOfParts = places.flatMap(({ shares: own }, i) =>
    own.flatMap(({ start, end }) => Array.from({ length: end - start }, () => edges[i] ?? NO_MATTER_WHICH)),
  );
  const counted = await countParts(counter, scanned, edgesOfParts);
  return all.map(({ shares }, i) => {
    const own = places[i] as (typeof places)[number];
    const groups = shares.map(({ selection }, side) => {
      const { start, end } = own.shares[side] as Place;
      return groupFrom(selection, scanned.slice(start, end), counted.slice(start, end), edges[i] ?? null);
    });
    return {
      // A group a share, by construction: Array.prototype.map forgets the length of a tuple.
      groups: groups as { readonly [Place in keyof Shares]: WeightGroup },
      paired: paired.slice(own.pairs.start, own.pairs.end),
    };
  });
}

/** A stretch of a list. */
interface Place {
  readonly start: number;
  readonly end: number; // exclusive
}

/** All parts and pairs of some shares, and where in the lists those of each are. */
async function placed(all: readonly Together[]) {
  const parts: Part[] = [];
  const pairs: Pair[] = [];
  const places: { readonly shares: readonly Place[]; readonly pairs: Place }[] = [];
  for (const { shares, pairs: tensorPairs } of all) {
    const own: Place[] = [];
    const tensors: ReadonlyMap<string, TensorRuns>[] = [];
    for (const { model, selection } of shares) {
      const start = parts.length;
      const located = await partsOf(model, selection.weights);
      parts.push(...located.parts);
      own.push({ start, end: parts.length });
      tensors.push(
        new Map([...located.places].map(([name, runs]) => [name, { ...runs, part: start + runs.part }])),
      );
    }
    const start = pairs.length;
    for (const { pre, post } of tensorPairs) {
      const [before, after] = [tensors[0]?.get(pre.info.name), tensors[1]?.get(post.info.name)];
      pairs.push({ pre: before as TensorRuns, post: after as TensorRuns });
    }
    places.push({ shares: own, pairs: { start, end: pairs.length } });
  }
  return { parts, pairs, places };
}

function edgesFor(scanned: readonly ScannedPart[], binning: Float64Array | number): Float64Array | null {
  const { n, min, max } = extremaOf(scanned);
  if (n === 0) return null;
  return typeof binning === "number" ? equalEdges(min, max, binning) : binning;
}

function extremaOf(scanned: readonly ScannedPart[]): { n: number; min: number; max: number } {
  return {
    n: scanned.reduce((sum, { scan }) => sum + scan.n, 0),
    min: Math.min(...scanned.map(({ scan }) => scan.min)),
    max: Math.max(...scanned.map(({ scan }) => scan.max)),
  };
}

function groupFrom(
  { name, block, kind, weights, elements }: WeightSelection,
  scanned: readonly ScannedPart[],
  counted: readonly CountedPart[],
  edges: Float64Array | null,
): WeightGroup {
  const { n, min, max } = extremaOf(scanned);
  const zeros = scanned.reduce((sum, { scan }) => sum + scan.zeros, 0);
  const [first, ...others] = counted.map(({ moments }) => moments);
  const moments = first === undefined ? null : others.reduce(mergeCentralSums, first);
  const histogram = edges === null ? null : { edges, ...countsOf(counted, edges.length - 1) };
  const summary: WeightSummary = {
    n,
    nonFinite: elements - n,
    zeros,
    zeroShare: n === 0 ? null : zeros / n,
    ...(moments === null ? NO_MOMENTS : populationMoments(moments)),
    min: n === 0 ? null : min,
    max: n === 0 ? null : max,
    quantiles: histogram === null ? [] : binnedQuantiles({ ...histogram, min, max }),
    quantileError: edges === null ? null : widestBin(edges),
  };
  return { name, block, kind, tensors: weights.map(({ info }) => info.name), summary, histogram };
}

const NO_MOMENTS = { mean: null, std: null, skewness: null, excessKurtosis: null };

function countsOf(counted: readonly CountedPart[], bins: number) {
  const slots = new Float64Array(bins + 2);
  for (const { slots: own } of counted) {
    for (let i = 0; i < slots.length; i++) slots[i] = (slots[i] as number) + (own[i] as number);
  }
  return { counts: slots.slice(1, -1), below: slots[0] as number, above: slots[bins + 1] as number };
}

/** Equal bins differ by rounding. */
function widestBin(edges: Float64Array): number {
  return edges.reduce((widest, edge, i) => Math.max(widest, edge - (edges[i - 1] ?? edge)), 0);
}

function edgesOver([lo, hi]: readonly [lo: number, hi: number], bins: number): Float64Array {
  const edges = lo < hi ? equalEdges(lo, hi, bins) : null;
  if (edges !== null) return edges;
  throw new WdistError("USAGE", {
    where: `the range ${lo} to ${hi}`,
    what: `cannot be cut into ${bins} bins`,
    fix: "give two numbers, the lower first, that are far enough apart: --xlim -1,1",
  });
}
