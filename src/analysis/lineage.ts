import type { Lineage, LineageVerdict } from "../model/lineage.js";
import { alignmentOf } from "../stats/alignment.js";
import { chanceCorrelation } from "../stats/correlation.js";
import { median } from "../stats/quantiles.js";
import { rangeOrNull } from "./diagnosis/ranges.js";
import type { MeasuredPair, Subject } from "./diagnosis/subject.js";

/** Are the two checkpoints related? By dimensions and over all tensors together, never by cosine. */

/** In standard deviations of chance. */
const RELATED = 6;
const UNRELATED = 3;
/** Two models that hold so many of the same numbers bit for bit have them from one place. */
const SHARED = 0.5;

export function lineageOf({ pairs, kinship }: Subject): Lineage {
  // What never left its initial value, or is one number, is the same in models that have nothing in common.
  const telling = pairs.filter(({ pre, post }) => isTelling(pre) && isTelling(post));
  const own = telling.map(({ change }) => change.spearman);
  const others = telling.flatMap((pair) =>
    kinship.of(pair).flatMap(({ other, spearman }) => (other === pair ? [] : [Math.abs(spearman)])),
  );
  const neighbours = telling.flatMap((pair) =>
    kinship.of(pair).flatMap(({ other, spearman }) => (areNeighbours(pair, other) ? [spearman] : [])),
  );
  const errors = errorsOf(telling);
  const shared = sharedValues(telling);
  return {
    verdict: verdictOf(errors, shared),
    tensors: telling.length,
    spearman: rangeOrNull(own),
    medianSpearman: medianOf(own.filter((value) => value !== null)),
    medianPearson: medianOf(telling.flatMap(({ change }) => change.pearson ?? [])),
    othersMedian: medianOf(others),
    neighboursHighest: neighbours.length === 0 ? null : Math.max(...neighbours),
    chance: chanceCorrelation(Math.min(...telling.map(({ pre }) => pre.summary.n))),
    errors,
    sharedValues: shared,
  };
}

/** Do all tensors together agree, dimension by dimension, far better than chance lets them? */
export function isOneLineage(pairs: readonly MeasuredPair[]): boolean {
  const telling = pairs.filter(({ pre, post }) => isTelling(pre) && isTelling(post));
  return (errorsOf(telling) ?? 0) >= RELATED;
}

/** The mean correlation of tensors with themselves, in standard deviations of what shuffled dimensions give. */
function errorsOf(pairs: readonly MeasuredPair[]): number | null {
  const alignment = alignmentOf(
    pairs.map(({ pre }) => pre.values),
    pairs.map(({ post }) => post.values),
  );
  return alignment === null || alignment.chance === 0 ? null : alignment.mean / alignment.chance;
}

function isTelling({ summary }: MeasuredPair["pre"]): boolean {
  return summary.nonFinite === 0 && summary.n > 2 && summary.min !== summary.max;
}

function areNeighbours({ id: a }: MeasuredPair, { id: b }: MeasuredPair): boolean {
  return a.norm === b.norm && a.block !== null && b.block !== null && Math.abs(a.block - b.block) === 1;
}

/** Share of all values that are the same bit for bit; null where there are none. */
function sharedValues(pairs: readonly MeasuredPair[]): number | null {
  const values = pairs.reduce((sum, { pre }) => sum + pre.summary.n, 0);
  const same = pairs.reduce(
    (sum, { pre, change }) => sum + (1 - (change.changedShare ?? 1)) * pre.summary.n,
    0,
  );
  return values === 0 ? null : same / values;
}

function verdictOf(errors: number | null, shared: number | null): LineageVerdict {
  if ((shared ?? 0) >= SHARED || (errors ?? 0) >= RELATED) return "related";
  if (errors === null) return "undecided";
  return errors < UNRELATED ? "unrelated" : "undecided";
}

function medianOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(Float64Array.from(values).sort());
}
