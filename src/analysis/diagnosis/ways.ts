import type { Slight } from "../../model/findings.js";
import type { MeasuredPair } from "./subject.js";

/** The way that most dims of a tensor went. */
export type Way = NonNullable<Slight["way"]>;

/** Dims went one way where this share of them did, */
const COMMON_SHARE = 0.7;
/** and where as many standard deviations lie between that and a coin's share: of few dims most go one way by chance. */
const NOTABLE_DEVIATIONS = 3;

/** Share of the dims that fell, in [0, 1]; those that stayed neither rose nor fell. */
export function shareDown({ change: { shareUp, changedShare } }: MeasuredPair): number {
  return (changedShare ?? 0) - (shareUp ?? 0);
}

/** Null where dims went both ways, or stayed. */
export function wayOf(pair: MeasuredPair): Way | null {
  if ((pair.change.shareUp ?? 0) >= COMMON_SHARE) return "up";
  return shareDown(pair) >= COMMON_SHARE ? "down" : null;
}

/** The same, null also where chance could have sent so many one way: a sign test. */
export function notableWayOf(pair: MeasuredPair): Way | null {
  const way = wayOf(pair);
  const share = way === "up" ? (pair.change.shareUp ?? 0) : shareDown(pair);
  const deviations = (2 * share - 1) * Math.sqrt(pair.pre.values.length);
  return deviations >= NOTABLE_DEVIATIONS ? way : null;
}
