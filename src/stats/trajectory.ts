import { sum } from "./sum.js";

/** Numbers about the way of a vector through the checkpoints of a run. */

/** A straight piece of it, between two checkpoints. */
export interface Leg {
  readonly fromStep: number;
  readonly toStep: number;
  readonly length: number;
}

/**
 * The place of the first checkpoint from which on the distance left to the last one is at most `100 - percent` % of the displacement. Null where the
 * displacement is 0 or undefined; an undefined distance counts as too far.
 */
export function settledAt(
  distancesLeft: readonly (number | null)[],
  displacement: number | null,
  percent: number,
): number | null {
  if (displacement === null || displacement === 0) return null;
  const most = ((100 - percent) * displacement) / 100;
  const lastFar = distancesLeft.findLastIndex((left) => left === null || left > most);
  return lastFar + 1 < distancesLeft.length ? lastFar + 1 : null;
}

/**
 * Share of the length of the way that lies in the last quarter of its steps; of a leg that begins before, the part behind, as if it was
 * gone evenly. Null for no way at all.
 */
export function lastQuarterShare(legs: readonly Leg[]): number | null {
  const [first, last] = [legs[0], legs.at(-1)];
  const all = sum(legs.map(({ length }) => length));
  if (first === undefined || last === undefined || all === 0) return null;
  const begin = first.fromStep + 0.75 * (last.toStep - first.fromStep);
  const late = legs.map(({ fromStep, toStep, length }) => {
    const part = (toStep - Math.max(fromStep, begin)) / (toStep - fromStep);
    return length * Math.max(0, part);
  });
  return sum(late) / all;
}

/** Members of both sets over those of either (Jaccard 1901); null where both are empty. */
export function jaccardIndex(a: readonly number[], b: readonly number[]): number | null {
  const others = new Set(b);
  const shared = a.filter((member) => others.has(member)).length;
  const union = a.length + b.length - shared;
  return union === 0 ? null : shared / union;
}
