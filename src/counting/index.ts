import { changedMeanwhile } from "../source/diskErrors.js";
import { type CentralSums, centralSums, scaleBetween } from "../stats/powerSums.js";
import { sum } from "../stats/sum.js";
import type { Counter } from "./counter.js";
import { CODE_BYTES, valueBytes } from "./dtypes.js";
import type { PartOutcome } from "./outcomes.js";
import { type Binning, isInFile, type Pair, type Part, type Run } from "./part.js";
import type { Look } from "./pass.js";
import { countValues, scanValues, sumPowers } from "./plainKernel.js";
import { mergeScans, NO_SCAN, type Paired, type Powers, type Scan, scanFrom } from "./records.js";

/**
 * Counts every weight of some parts: one look for their extrema, a second for bins and moments. Of dtypes with few
 * values the first look counts how often each stands there; then no second is needed. Tensors of two models are held
 * against each other at the first look. The results are the same whatever the number of threads.
 */

export { Counter, type CounterOptions } from "./counter.js";
export { CODE_BYTES } from "./dtypes.js";
export type { Feed, FilePiece, Pair, Part, Run, TensorRuns } from "./part.js";
export type { Paired } from "./records.js";

/** A part after the first look. */
export interface ScannedPart {
  readonly part: Part;
  readonly scan: Scan;
  /** For each run: all its values are finite. */
  readonly finiteRuns: readonly boolean[];
  /** The values of the codes that stood there, and how often; null for dtypes whose values are looked at one by one. */
  readonly codes: { readonly values: Float64Array; readonly times: Float64Array } | null;
}

export interface CountedPart {
  /** Below, each bin, above. */
  readonly slots: Float64Array;
  readonly moments: CentralSums;
}

/** What the first look finds. */
export interface FirstLook {
  readonly scanned: readonly ScannedPart[];
  /** Of each pair. */
  readonly paired: readonly Paired[];
}

/** The first look. `valuesOf(dtype)` gives the value of every code of a dtype in CODE_BYTES. */
export async function scanParts(
  counter: Counter,
  parts: readonly Part[],
  pairs: readonly Pair[],
  valuesOf: (dtype: string) => Float64Array,
): Promise<FirstLook> {
  const looks = parts.map(({ dtype }): Look => {
    const codeBytes = CODE_BYTES.get(dtype);
    if (codeBytes === undefined) return { kind: "scan" };
    return { kind: "codes", codeBytes, values: codeBytes === 1 ? Float32Array.from(valuesOf(dtype)) : null };
  });
  const outcome = await counter.look({ parts, looks, pairs, areFinite: () => false });
  const scanned = parts.map((part, i) => scannedPart(part, outcome.parts[i] as PartOutcome, valuesOf));
  return { scanned, paired: outcome.pairs };
}

function scannedPart(
  part: Part,
  { records, slots }: PartOutcome,
  valuesOf: (dtype: string) => Float64Array,
): ScannedPart {
  if (CODE_BYTES.has(part.dtype)) {
    const codes = occurring(valuesOf(part.dtype), slots);
    return { part, scan: scanValues(codes.values, codes.times), finiteRuns: [], codes };
  }
  const scans = records.map((slices) => slices.map(scanFrom));
  const finiteRuns = scans.map((slices, run) => {
    const { byteLength } = part.runs[run] as Run;
    return slices.reduce((count, { n }) => count + n, 0) === byteLength / valueBytes(part.dtype);
  });
  return { part, scan: scans.flat().reduce(mergeScans, NO_SCAN), finiteRuns, codes: null };
}

/** The second look: into bins by `edges[i]` for `scanned[i]`. */
export async function countParts(
  counter: Counter,
  scanned: readonly ScannedPart[],
  edges: readonly Float64Array[],
): Promise<CountedPart[]> {
  const plans = scanned.map((one, i) => planFor(one, edges[i] as Float64Array));
  const long = plans.filter(({ one }) => one.codes === null);
  const outcome = await counter.look({
    parts: long.map(({ one }) => one.part),
    looks: long.map(({ binning }): Look => ({ kind: "count", ...binning })),
    pairs: [],
    areFinite: (part, run) => long[part]?.one.finiteRuns[run] === true,
  });
  return plans.map((plan) => {
    const { one, binning } = plan;
    if (one.codes !== null) return countCodes(one.codes, one.scan.n, binning);
    const { records, slots } = outcome.parts[long.indexOf(plan)] as PartOutcome;
    const power = (order: number) => sum(records.flat().map((record) => record[order] as number));
    const sums: Powers = [power(0), power(1), power(2), power(3)];
    requireUnchanged(one, slots);
    return { slots, moments: centralSums({ n: one.scan.n, ...binning, sums }) };
  });
}

interface Plan {
  readonly one: ScannedPart;
  readonly binning: Binning;
}

function planFor(one: ScannedPart, edges: Float64Array): Plan {
  const { min, max } = one.scan;
  const areWithin = min >= (edges[0] as number) && max <= (edges.at(-1) as number);
  return { one, binning: { ...centreOf(one), edges, areWithin } };
}

function requireUnchanged({ part, scan }: ScannedPart, slots: Float64Array): void {
  if (slots.reduce((total, count) => total + count, 0) === scan.n) return;
  throw changedMeanwhile(part.runs.find(isInFile)?.label ?? "the checkpoint");
}

/** Most codes stand nowhere. */
function occurring(values: Float64Array, times: Float64Array): NonNullable<ScannedPart["codes"]> {
  const own = { values: new Float64Array(times.length), times: new Float64Array(times.length) };
  let count = 0;
  for (let code = 0; code < times.length; code++) {
    if (times[code] === 0) continue;
    own.values[count] = values[code] as number;
    own.times[count++] = times[code] as number;
  }
  return { values: own.values.subarray(0, count), times: own.times.subarray(0, count) };
}

function countCodes(
  { values, times }: NonNullable<ScannedPart["codes"]>,
  n: number,
  { edges, shift, scale }: Binning,
): CountedPart {
  const slots = new Float64Array(edges.length + 1);
  countValues(values, edges, slots, times);
  return { slots, moments: centralSums({ n, scale, shift, sums: sumPowers(values, shift, scale, times) }) };
}

/** From where, and in which unit, powers are summed: close to the mean, and within float64. */
function centreOf({ part, scan: { n, min, max, sum: total } }: ScannedPart): {
  readonly shift: number;
  readonly scale: number;
} {
  if (n === 0) return { shift: 0, scale: 1 };
  const scale = part.dtype === "F64" ? scaleBetween(min, max) : 1;
  const middle = min / 2 + max / 2;
  // Rounding may carry the mean of equal values off them.
  const mean = Number.isFinite(total) ? Math.min(max, Math.max(min, total / n)) : middle;
  return { shift: mean / scale, scale };
}
