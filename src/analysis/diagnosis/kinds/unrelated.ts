import type { Unrelated } from "../../../model/findings.js";
import { chanceCorrelation } from "../../../stats/correlation.js";
import { lineageOf } from "../../lineage.js";
import { idsOf, rangeOf } from "../ranges.js";
import type { Diagnosed, MeasuredPair, Subject } from "../subject.js";

/** In standard errors: a correlation that chance exceeds in one case of 400. */
const CHANCE_ERRORS = 3;
/** Where more than this share of a model's tensors is suspected, the whole model is asked. */
const MOST_SINGLE = 0.25;

/**
 * Tensors that do not correlate with themselves, dimension by dimension. One tensor of few dims proves little: where many
 * are suspected, they are called unrelated only if all tensors together, too, agree no better than chance: what is not decided
 * is left to the later kinds.
 */
export function diagnoseUnrelated(open: readonly MeasuredPair[], subject: Subject): Diagnosed<Unrelated> {
  const suspected = open.flatMap((pair) => {
    const { identical, spearman, pearson } = pair.change;
    const { n } = pair.pre.summary;
    if (identical || spearman === null || pearson === null || n < 4) return [];
    const limit = CHANCE_ERRORS / Math.sqrt(n - 1);
    return Math.abs(spearman) < limit && Math.abs(pearson) < limit ? [{ pair, spearman, n }] : [];
  });
  if (suspected.length === 0) return { findings: [], settled: [] };
  const areMany = suspected.length > MOST_SINGLE * subject.pairs.length;
  if (areMany && lineageOf(subject).verdict !== "unrelated") return { findings: [], settled: [] };
  return {
    findings: [
      {
        kind: "unrelated",
        weight: "broken",
        tensors: idsOf(suspected),
        spearman: rangeOf(suspected.map(({ spearman }) => spearman)),
        chance: chanceCorrelation(Math.min(...suspected.map(({ n }) => n))) ?? 1,
      },
    ],
    settled: suspected.map(({ pair }) => pair),
  };
}
