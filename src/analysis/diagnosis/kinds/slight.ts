import type { Slight } from "../../../model/findings.js";
import { groupBy, idsOf, rangeOrNull } from "../ranges.js";
import { type Diagnosed, isGain, type MeasuredPair } from "../subject.js";
import { notableWayOf, type Way } from "../ways.js";

/**
 * What changed too little for any other kind: norm by norm where most dims of the gains rose or fell, the farthest first, then
 * what went both ways.
 */
export function diagnoseSlight(open: readonly MeasuredPair[]): Diagnosed<Slight> {
  const changed = open.flatMap((pair) => (pair.change.identical ? [] : [{ pair, way: notableWayOf(pair) }]));
  const groups = groupBy(changed, ({ pair, way }) => {
    const norm = way === null || !isGain(pair) ? "" : pair.id.norm;
    return [pair.id.parameter, way, norm].join(" ");
  });
  return {
    findings: groups.map(findingOf).toSorted((a, b) => farthest(b) - farthest(a)),
    settled: changed.map(({ pair }) => pair),
  };
}

function findingOf(group: readonly { readonly pair: MeasuredPair; readonly way: Way | null }[]): Slight {
  const way = group[0]?.way ?? null;
  return {
    kind: "slight",
    weight: "changed",
    tensors: idsOf(group),
    relativeL2: rangeOrNull(group.map(({ pair }) => pair.change.relativeL2)),
    way,
    fraction: rangeOrNull(group.map(({ pair }) => fractionThatWay(pair, way))),
  };
}

/** For the order: what has no way comes last. */
function farthest({ way, fraction }: Slight): number {
  return way === null ? -1 : (fraction?.max ?? 0);
}

/** Null also where the median went against most dims. */
function fractionThatWay(pair: MeasuredPair, way: Way | null): number | null {
  const { medianFraction } = pair.change;
  if (way === null || medianFraction === null || !isGain(pair)) return null;
  const fraction = way === "up" ? medianFraction : -medianFraction;
  return fraction > 0 ? fraction : null;
}
