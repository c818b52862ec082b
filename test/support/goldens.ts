import { readFileSync } from "node:fs";
import { inspect, isDeepStrictEqual } from "node:util";
import { openCheckpoint } from "../../src/index.js";
import type { BinRule, Change, Histogram, Summary } from "../../src/model/numbers.js";
import { SMALL_POST, SMALL_PRE } from "./comparisons.js";

/** What numpy and scipy say: fixtures/goldens/*.json, written by fixtures/scripts/goldens.py. */

export interface GoldenEntry {
  readonly name: string;
  /** Name of the site. */
  readonly norm: string;
  /** Absent where the values stand in the small-gpt2 fixtures. */
  readonly values?: { readonly pre: readonly number[]; readonly post: readonly number[] };
  readonly pre: Summary;
  readonly post: Summary;
  readonly change: GoldenChange;
  readonly histograms: Readonly<Record<string, GoldenHistograms | null>>;
}

/** Without jensenShannonDistance where numpy refuses to make the 80 bins. */
export type GoldenChange = Omit<Change, "jensenShannonDistance"> &
  Partial<Pick<Change, "jensenShannonDistance">>;

export type GoldenHistograms = SharedBins | OwnBins | Refused | TooMany;

/** Pre and post on the same edges. */
export interface SharedBins {
  readonly edges: readonly number[];
  readonly pre: Counted;
  readonly post: Counted;
}

/** The study's: each on its own. */
export interface OwnBins {
  readonly pre: CountedOnOwnEdges | Refused;
  readonly post: CountedOnOwnEdges | Refused;
}

export interface CountedOnOwnEdges {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface Counted {
  readonly counts: readonly number[];
  readonly below: number;
  readonly above: number;
}

/** numpy raises rather than make bins of no width. */
export interface Refused {
  readonly refused: string;
}

/** The estimator asks for more bins than the tool makes. */
export interface TooMany {
  readonly tooMany: true;
}

/** Length of `topMoved` in the goldens. */
export const GOLDEN_TOP_MOVED = 5;

/** A golden with the vectors that it is about. */
export interface GoldenPair extends Pair {
  readonly name: string;
  readonly golden: GoldenEntry;
}

export interface Pair {
  readonly pre: Float64Array;
  readonly post: Float64Array;
}

/** Every entry of both goldens. */
export async function readGoldenPairs(): Promise<readonly GoldenPair[]> {
  return [...(await smallPairs()), ...syntheticPairs()];
}

/** The LayerNorms of the small checkpoints. */
async function smallPairs(): Promise<GoldenPair[]> {
  const pre = await openCheckpoint(SMALL_PRE);
  const post = await openCheckpoint(SMALL_POST);
  try {
    const pairs: GoldenPair[] = [];
    for (const golden of readGoldens("small-gpt2")) {
      const { name } = golden;
      pairs.push({ name: `small ${name}`, golden, pre: await pre.read(name), post: await post.read(name) });
    }
    return pairs;
  } finally {
    await pre.close();
    await post.close();
  }
}

/** The awkward vectors, which the golden carries itself. */
function syntheticPairs(): GoldenPair[] {
  return readGoldens("synthetic").map((golden) => {
    if (golden.values === undefined) throw new Error(`the golden "${golden.name}" holds no values`);
    const { pre, post } = golden.values;
    return { name: golden.name, golden, pre: Float64Array.from(pre), post: Float64Array.from(post) };
  });
}

export function readGoldens(name: "small-gpt2" | "synthetic"): readonly GoldenEntry[] {
  const url = new URL(`../../fixtures/goldens/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, "utf8")) as { entries: GoldenEntry[] }).entries;
}

/** "auto", "fd", ..., or a number of bins: JSON has only strings for keys. */
export function binRuleOf(key: string): BinRule {
  return /^\d+$/.test(key) ? Number(key) : (key as BinRule);
}

/** A histogram as the goldens write it, for toEqual. */
export function counted({ counts, below, above }: Histogram): Counted {
  return { counts: [...counts], below, above };
}

// --- tolerances (design/statistics.md: integers and dims exact, the rest relative) ------------------

const RELATIVE = 1e-12;
/** Moments of order 3 and 4. */
const RELATIVE_OF_HIGH_MOMENTS = 1e-9;

const SUMMARY_TOLERANCES = {
  n: 0,
  nonFinite: 0,
  nonFiniteDims: 0,
  mean: RELATIVE,
  std: RELATIVE,
  min: 0,
  max: 0,
  median: RELATIVE,
  q1: RELATIVE,
  q3: RELATIVE,
  iqr: RELATIVE,
  mad: RELATIVE,
  skewness: RELATIVE_OF_HIGH_MOMENTS,
  excessKurtosis: RELATIVE_OF_HIGH_MOMENTS,
  l2Norm: RELATIVE,
  outlierDims: 0,
  tukeyOutlierCount: 0,
  nearZeroDims: 0,
} as const satisfies Record<keyof Summary, number>;

const CHANGE_TOLERANCES = {
  identical: 0,
  roundedTo: 0,
  meanDelta: RELATIVE,
  medianDelta: RELATIVE,
  madDelta: RELATIVE,
  maxAbsDelta: RELATIVE,
  maxAbsDeltaDim: 0,
  shareUp: RELATIVE,
  changedShare: RELATIVE,
  topMoved: 0,
  relativeL2: RELATIVE,
  cosine: RELATIVE,
  pearson: RELATIVE,
  spearman: RELATIVE,
  scale: RELATIVE,
  offset: RELATIVE,
  residualMad: RELATIVE,
  residualShare: RELATIVE,
  signFlips: 0,
  signFlipDims: 0,
  signChangeShare: RELATIVE,
  medianChange: RELATIVE,
  medianFraction: RELATIVE,
  iqrRatio: RELATIVE,
  quantileShift: RELATIVE,
  ksStatistic: RELATIVE,
  wasserstein1: RELATIVE,
  jensenShannonDistance: RELATIVE,
  sortedDistance: RELATIVE,
  newOutlierDims: 0,
  lostOutlierDims: 0,
} as const satisfies Record<keyof Change, number>;

/** Fields that carry no unit: their rounding is measured against 1, not against the values. */
const UNITLESS: ReadonlySet<string> = new Set([
  "skewness",
  "excessKurtosis",
  "relativeL2",
  "cosine",
  "pearson",
  "spearman",
  "scale",
  "residualShare",
  "medianFraction",
  "iqrRatio",
  "sortedDistance",
  "ksStatistic",
  "jensenShannonDistance",
]);

/**
 * How `actual` differs from `expected`, a sentence a field; [] if it does not. A field missing from `expected` is not
 * looked at. `unit` is the largest magnitude of the values: numbers that cancel (a mean of 0) are held to a few units
 * in the last place of it, or of 1 where they carry no unit, since numpy itself is no closer. 0 allows no such slack.
 */
export function differences<T extends Summary | Change>(
  actual: T,
  expected: Partial<Record<keyof T, unknown>>,
  unit = 0,
): string[] {
  const tolerances: Readonly<Record<string, number>> =
    "identical" in actual ? CHANGE_TOLERANCES : SUMMARY_TOLERANCES;
  const fields = Object.keys(tolerances) as (keyof T & string)[];
  return fields.flatMap((field) => {
    if (!(field in expected)) return [];
    const slack = unit === 0 ? 0 : 8 * Number.EPSILON * (UNITLESS.has(field) ? 1 : unit);
    return agrees(actual[field], expected[field], tolerances[field] as number, slack)
      ? []
      : [`${field} is ${inspect(actual[field])}, not ${inspect(expected[field])}`];
  });
}

function agrees(actual: unknown, expected: unknown, relative: number, slack: number): boolean {
  if (relative === 0 || typeof actual !== "number" || typeof expected !== "number") {
    // === for numbers: which of two equal zeros is the smallest is nobody's business. Never true of NaN.
    if (
      relative > 0 &&
      Array.isArray(actual) &&
      Array.isArray(expected) &&
      actual.length === expected.length
    ) {
      return actual.every((value, i) => agrees(value, expected[i], relative, slack));
    }
    return typeof actual === "number" ? actual === expected : isDeepStrictEqual(actual, expected);
  }
  return Math.abs(actual - expected) <= Math.max(relative * Math.abs(expected), slack);
}

/** The largest magnitude of all the values. */
export function largestMagnitude(...vectors: readonly Float64Array[]): number {
  return vectors.reduce(
    (largest, vector) => vector.reduce((most, value) => Math.max(most, Math.abs(value)), largest),
    0,
  );
}

/** Numbers anywhere inside `value` that JSON cannot hold, by their path: "Undefined is null, never NaN". */
export function unwritable(value: unknown, path = "it"): string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unwritable(inner, `${path}.${key}`));
}

// --- the original study ---------------------------------------------------------------------------

/** Blocks 5-11 and ln_f, gains only, in order of the forward pass. */
export const STUDY_GAINS: readonly string[] = [
  ...[5, 6, 7, 8, 9, 10, 11].flatMap((block) => [`h.${block}.ln_1.weight`, `h.${block}.ln_2.weight`]),
  "ln_f.weight",
];
