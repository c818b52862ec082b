import type { Lineage, LineageVerdict } from "../model/lineage.js";
import { alignmentOf } from "../stats/alignment.js";
import { chanceCorrelation } from "../stats/correlation.js";
import { median } from "../stats/quantiles.js";
import { sameNumbers, sharedByChance } from "../stats/sharing.js";
import { rangeOrNull } from "./diagnosis/ranges.js";
import type { MeasuredPair, Subject } from "./diagnosis/subject.js";

/** Are the two checkpoints related? By dimensions and over all tensors together, never by cosine. */

/** In standard deviations of chance. */
const RELATED = 6;
const UNRELATED = 3;
/** Two models that hold so many of the same numbers, beyond what chance gives, have them from one place. */
const SHARED = 0.5;
/** Vectors of fewer different numbers hold the same ones by chance. */
const LEAST_DIFFERENT = 16;
/** A tensor that holds what another one held, and was trained after that, correlates with it at least so well. */
const NEAREST = 0.5;

/** @see Lineage */
export function lineageOf(subject: Subject): Lineage {
  const telling = tellingPairs(subject);
  const own = telling.flatMap(({ change }) => change.spearman ?? []);
  const kin = telling.map((pair) => ({ pair, others: othersOf(pair, subject) }));
  const neighbours = kin.flatMap(({ pair, others }) =>
    others.filter(({ other }) => areNeighbours(pair, other)).map(({ spearman }) => spearman),
  );
  const shares = sharesOf(telling);
  const sharedTensors = sharedTensorsOf(telling);
  const errors = errorsOf(telling);
  const chance = telling.length === 0 ? null : chanceCorrelation(narrowest(telling));
  const nearest = kin.map(({ pair, others }) =>
    Math.max(pair.change.spearman ?? 0, ...others.map(({ spearman }) => spearman)),
  );
  return {
    verdict: verdictOf({ errors, shares, sharedTensors, nearest: medianOf(nearest), chance }),
    tensors: telling.length,
    spearman: rangeOrNull(own),
    medianSpearman: medianOf(own),
    medianPearson: medianOf(telling.flatMap(({ change }) => change.pearson ?? [])),
    othersMedian: medianOf(kin.flatMap(({ others }) => others.map(({ spearman }) => Math.abs(spearman)))),
    neighboursHighest: neighbours.length === 0 ? null : Math.max(...neighbours),
    chance,
    errors,
    sharedValues: shares?.observed ?? null,
    sharedTensors,
  };
}

/** Finite tensors that are not one number on either side: what never left its initial value is the same in any two models. */
export function tellingPairs({ pairs }: Pick<Subject, "pairs">): MeasuredPair[] {
  return pairs.filter(({ pre, post }) => isTelling(pre) && isTelling(post));
}

function isTelling({ summary }: MeasuredPair["pre"]): boolean {
  return summary.nonFinite === 0 && summary.n > 2 && summary.min !== summary.max;
}

/** The other tensors that a telling one can be held against, which tell something themselves. */
export function othersOf(pair: MeasuredPair, { kinship }: Pick<Subject, "kinship">) {
  return kinship.of(pair).filter(({ other }) => other !== pair && isTelling(other.pre));
}

/** The mean correlation of tensors with themselves, in standard deviations of what shuffled dimensions give. */
function errorsOf(pairs: readonly MeasuredPair[]): number | null {
  const alignment = alignmentOf(
    pairs.map(({ pre }) => pre.values),
    pairs.map(({ post }) => post.values),
  );
  return alignment === null || alignment.chance === 0 ? null : alignment.mean / alignment.chance;
}

function areNeighbours({ id: a }: MeasuredPair, { id: b }: MeasuredPair): boolean {
  return a.norm === b.norm && a.block !== null && b.block !== null && Math.abs(a.block - b.block) === 1;
}

interface Shares {
  /** Of all values: those that are the same bit for bit, and those that would be in unrelated models. */
  readonly observed: number;
  readonly byChance: number;
}

function sharesOf(pairs: readonly MeasuredPair[]): Shares | null {
  const total = pairs.reduce((sum, { pre }) => sum + pre.summary.n, 0);
  if (total === 0) return null;
  const share = (of: (pair: MeasuredPair) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair) * pair.pre.summary.n, 0) / total;
  return {
    observed: share(({ change }) => 1 - (change.changedShare ?? 1)),
    byChance: share(({ pre, post }) => sharedByChance(pre.values, post.values)),
  };
}

function sharedTensorsOf(pairs: readonly MeasuredPair[]): number | null {
  if (pairs.length === 0) return null;
  const shared = pairs.filter(({ id, post }) =>
    pairs.some(
      ({ id: source, pre }) =>
        source.parameter === id.parameter &&
        pre.summary.min === post.summary.min &&
        sameNumbers(pre.values, post.values, LEAST_DIFFERENT),
    ),
  );
  return shared.length / pairs.length;
}

interface Evidence {
  readonly errors: number | null;
  readonly shares: Shares | null;
  readonly sharedTensors: number | null;
  /** Median over the tensors of the highest correlation with any tensor of pre. */
  readonly nearest: number | null;
  readonly chance: number | null;
}

function verdictOf({ errors, shares, sharedTensors, nearest, chance }: Evidence): LineageVerdict {
  if (shares === null || errors === null || nearest === null || chance === null) return "undecided";
  // As Cohen's kappa: of the values that could differ, how many are the same.
  const beyondChance =
    shares.byChance === 1 ? 0 : (shares.observed - shares.byChance) / (1 - shares.byChance);
  if (beyondChance >= SHARED || (sharedTensors ?? 0) >= SHARED) return "related";
  // A model of the opposite sign is as near as one of the same.
  if (Math.abs(errors) >= RELATED || nearest >= Math.max(NEAREST, 3 * chance)) return "related";
  return Math.abs(errors) < UNRELATED ? "unrelated" : "undecided";
}

function narrowest(pairs: readonly MeasuredPair[]): number {
  return Math.min(...pairs.map(({ pre }) => pre.summary.n));
}

function medianOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(Float64Array.from(values).sort());
}
