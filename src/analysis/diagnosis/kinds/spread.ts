import type { SpreadChanged } from "../../../model/findings.js";
import { iqrRatioRanges } from "../../../stats/spread.js";
import { groupBy, idsOf, rangeOf } from "../ranges.js";
import type { Diagnosed, MeasuredPair } from "../subject.js";

/** An interquartile range that changes by less than this factor is not worth a sentence. */
const NOTABLE_RATIO = 1.1;

/** Tensors whose bulk became wider or narrower by more than their dims leave to chance. */
export function diagnoseSpread(open: readonly MeasuredPair[]): Diagnosed<SpreadChanged> {
  const candidates = open.flatMap((pair) => {
    const ratio = pair.change.iqrRatio;
    return ratio !== null && (ratio >= NOTABLE_RATIO || ratio <= 1 / NOTABLE_RATIO) ? [{ pair, ratio }] : [];
  });
  const ranges = iqrRatioRanges(
    candidates.map(({ pair: { pre, post } }) => ({ pre: pre.values, post: post.values })),
  );
  const changed = candidates.filter(({ ratio }, i) => {
    const range = ranges[i] ?? null;
    return range !== null && (ratio > 1 ? range.low > 1 : range.high < 1);
  });
  const groups = groupBy(changed, ({ pair, ratio }) => `${pair.id.parameter} ${ratio > 1}`);
  return { findings: groups.map(findingOf), settled: [] };
}

function findingOf(group: readonly { readonly pair: MeasuredPair; readonly ratio: number }[]): SpreadChanged {
  const ratio = rangeOf(group.map((changed) => changed.ratio));
  const what = { weight: "changed", tensors: idsOf(group), ratio } as const;
  return ratio.min > 1 ? { kind: "widened", ...what } : { kind: "narrowed", ...what };
}
