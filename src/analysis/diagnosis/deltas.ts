import { sampleOf } from "../../stats/sample.js";
import type { MeasuredPair } from "./subject.js";

/** post - pre of a tensor whose values are all finite, and where its bulk is. */
export interface Deltas {
  /** Shape [width]. */
  readonly values: Float64Array;
  readonly median: number;
  readonly mad: number;
}

/** The same as fractions of the magnitudes of pre; NaN and infinite where pre is 0, which `median` and `mad` leave out. */
export function relativeDeltasOf(pair: MeasuredPair): Deltas {
  const values = deltasOf(pair).values.map((delta, dim) => delta / Math.abs(pair.pre.values[dim] as number));
  return { values, ...sampleOf(values).bulk };
}

const known = new WeakMap<MeasuredPair, Deltas>();

/** Worked out once for each pair. */
export function deltasOf(pair: MeasuredPair): Deltas {
  const before = known.get(pair);
  if (before !== undefined) return before;
  const values = pair.post.values.map((value, dim) => value - (pair.pre.values[dim] as number));
  const deltas = { values, ...sampleOf(values).bulk };
  known.set(pair, deltas);
  return deltas;
}

/** How far a dim moved from where the bulk went, in MADs of pre; infinite where pre has no spread. */
export function jumpOf(pair: MeasuredPair, dim: number): number {
  const { values, median } = deltasOf(pair);
  return inMads((values[dim] as number) - median, pair.pre.summary.mad ?? 0);
}

/** The same of finite vectors that were not measured. */
export function madsMoved(pre: Float64Array, post: Float64Array, dim: number): number {
  const values = post.map((value, i) => value - (pre[i] as number));
  return inMads((values[dim] as number) - sampleOf(values).bulk.median, sampleOf(pre).bulk.mad);
}

function inMads(distance: number, mad: number): number {
  return mad > 0 ? Math.abs(distance) / mad : distance !== 0 ? Number.POSITIVE_INFINITY : 0;
}
