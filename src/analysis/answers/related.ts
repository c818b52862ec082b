import type { OwnCorrelation, Relation } from "../../model/answers.js";
import type { Lineage } from "../../model/lineage.js";
import { rangeOrNull } from "../diagnosis/ranges.js";
import type { MeasuredPair, Subject } from "../diagnosis/subject.js";
import { othersOf, tellingPairs } from "../lineage.js";

/** Correlations are known to no more than this. */
const ROUNDING = 1e-12;

/** Are the two checkpoints related, and how does each tensor tell? */
export function related(subject: Subject, lineage: Lineage): Relation {
  const telling = tellingPairs(subject);
  const own = telling.map((pair) => ownCorrelation(pair, subject));
  return {
    ...lineage,
    pearson: rangeOrNull(telling.flatMap(({ change }) => change.pearson ?? [])),
    nearestToItself: own.filter(isNearestToItself).length,
    own,
  };
}

function ownCorrelation(pair: MeasuredPair, subject: Subject): OwnCorrelation {
  const [best] = othersOf(pair, subject).toSorted((a, b) => b.spearman - a.spearman);
  return {
    name: pair.name,
    pearson: pair.change.pearson,
    spearman: pair.change.spearman,
    bestOther: best === undefined ? null : { name: best.other.name, spearman: best.spearman },
  };
}

function isNearestToItself({ spearman, bestOther }: OwnCorrelation): boolean {
  return spearman !== null && (bestOther === null || spearman >= bestOther.spearman - ROUNDING);
}
