import type { Unrelated } from "../../../model/findings.js";
import { chanceCorrelation } from "../../../stats/correlation.js";
import { lineageOf } from "../../lineage.js";
import { idsOf, rangeOf } from "../ranges.js";
import type { Diagnosed, MeasuredPair, Subject } from "../subject.js";

/** In standard errors: of a whole model's tensors hardly any correlates more by chance, which exceeds it in one case of 400. */
const CHANCE_ERRORS = 3;
/** Where more than this share of a model's tensors is suspected, the whole model is asked. */
const MOST_SINGLE = 0.25;
/** A single tensor is suspicious only among others that agree at least so well: early training moves each of its own accord. */
const REST_AGREES = 0.9;

/**
 * Tensors that do not correlate with themselves, dimension by dimension. One tensor of few dims proves little: where many
 * are suspected, they are called unrelated only if all tensors together, too, agree no better than chance; where few are, only
 * if all the rest agree. What is not decided is left to the later kinds.
 */
export function diagnoseUnrelated(open: readonly MeasuredPair[], subject: Subject): Diagnosed<Unrelated> {
  const many = open.filter((pair) => isStrange(pair, errorLimit(pair)));
  if (many.length === 0) return { findings: [], settled: [] };
  const lineage = lineageOf(subject);
  if (many.length > MOST_SINGLE * subject.pairs.length) {
    return lineage.verdict === "unrelated" ? unrelated(many, errorLimit) : { findings: [], settled: [] };
  }
  if ((lineage.medianSpearman ?? 0) < REST_AGREES) return { findings: [], settled: [] };
  const few = open.filter((pair) => isStrange(pair, usualLimit(pair)));
  return few.length === 0 ? { findings: [], settled: [] } : unrelated(few, usualLimit);
}

function errorLimit({ pre }: MeasuredPair): number {
  return CHANCE_ERRORS / Math.sqrt(pre.summary.n - 1);
}

function usualLimit({ pre }: MeasuredPair): number {
  return chanceCorrelation(pre.summary.n) ?? 0;
}

function isStrange({ change: { identical, spearman, pearson } }: MeasuredPair, limit: number): boolean {
  // Of so few dims that chance may give any correlation, none is strange.
  if (identical || spearman === null || pearson === null || limit >= 1) return false;
  return Math.abs(spearman) < limit && Math.abs(pearson) < limit;
}

function unrelated(
  strange: readonly MeasuredPair[],
  limit: (pair: MeasuredPair) => number,
): Diagnosed<Unrelated> {
  const finding: Unrelated = {
    kind: "unrelated",
    weight: "broken",
    tensors: idsOf(strange.map((pair) => ({ pair }))),
    spearman: rangeOf(strange.map(({ change }) => change.spearman as number)),
    chance: Math.max(...strange.map(limit)),
  };
  return { findings: [finding], settled: strange };
}
