import type { Moved } from "../../../model/findings.js";
import { groupBy, idsOf, rangeOf, rangeOrNull } from "../ranges.js";
import { type Diagnosed, isGain, type MeasuredPair } from "../subject.js";
import { shareDown, wayOf } from "../ways.js";

/** A median that moves by less than this fraction is not worth a sentence by itself, */
const NOTABLE_FRACTION = 0.05;
/** nor one that moves by fewer interquartile ranges. Neither is a move when the dims went both ways. */
const NOTABLE_IQRS = 0.5;

/** Tensors whose bulk moved, the same way in each group. */
export function diagnoseMoved(open: readonly MeasuredPair[]): Diagnosed<Moved> {
  const moved = open.filter(hasMoved);
  const groups = groupBy(moved, ({ id, change }) =>
    [id.norm, id.parameter, Math.sign(change.medianDelta ?? 0)].join(" "),
  );
  return {
    findings: groups.map((group) => ({
      kind: "moved",
      weight: "changed",
      tensors: idsOf(group.map((pair) => ({ pair }))),
      growth: rangeOrNull(group.map((pair) => (isGain(pair) ? growthOf(pair) : null))),
      shift: rangeOf(group.map(({ change }) => change.medianDelta ?? 0)),
      iqrs: rangeOrNull(group.map(shiftInIqrs)),
      shareUp: rangeOf(group.map(({ change }) => change.shareUp ?? 0)),
      shareDown: rangeOf(group.map(shareDown)),
    })),
    settled: [],
  };
}

function hasMoved(pair: MeasuredPair): boolean {
  const fraction = isGain(pair) ? Math.abs(pair.change.medianFraction ?? 0) : 0;
  const iqrs = Math.abs(shiftInIqrs(pair) ?? 0);
  return wayOf(pair) !== null && (fraction >= NOTABLE_FRACTION || iqrs >= NOTABLE_IQRS);
}

/** Of the median's magnitude; null where that says nothing. */
function growthOf({ pre, change }: MeasuredPair): number | null {
  return change.medianFraction === null ? null : change.medianFraction * Math.sign(pre.summary.median ?? 0);
}

function shiftInIqrs({ pre, change }: MeasuredPair): number | null {
  const { iqr } = pre.summary;
  return iqr === null || iqr === 0 || change.medianDelta === null ? null : change.medianDelta / iqr;
}
