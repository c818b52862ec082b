import { deltasOf } from "../../diagnosis/deltas.js";
import type { MeasuredPair } from "../../diagnosis/subject.js";
import { type ThresholdRule, thresholds } from "./rule.js";

/** How many dims are named. */
const NAMED = 8;

export const dimensionJump: ThresholdRule = {
  kind: "threshold",
  name: "dimension-jump",
  about:
    "One dimension of a gain or bias jumped: how far it left the way of the others, over the baseline's MAD and its own distance from the median there.",
  why: "A dimension that lies far out already moves far in training: over its own distance, no dimension of GPT-2 small moved by more than 7 in six epochs. Where all dimensions scatter, their own MAD counts instead.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["few-dims", "scattered"],
  options: thresholds(7.5, 25),
  measure: "largest jump of one dimension, in MADs of the baseline",
  measureTensor: ({ pair }) => {
    if (pair === null || pair.change.identical) return null;
    const jumps = [...pair.post.values.keys()]
      .map((dim) => ({ dim, jump: jumpOf(pair, dim) }))
      .filter(({ jump }) => Number.isFinite(jump))
      .sort((a, b) => b.jump - a.jump || a.dim - b.dim);
    const [first] = jumps;
    if (first === undefined) return null;
    const [before, after] = [pair.pre.values[first.dim] ?? null, pair.post.values[first.dim] ?? null];
    const dims = jumps.filter(({ jump }) => jump > first.jump / 2).map(({ dim }) => dim);
    return { value: first.jump, dims: dims.slice(0, NAMED), before, after };
  },
};

/** NaN where a value is not finite, or nothing has a width. */
function jumpOf(pair: MeasuredPair, dim: number): number {
  const { values, median, mad } = deltasOf(pair);
  const before = pair.pre.summary;
  const ownDistance = Math.abs((pair.pre.values[dim] as number) - (before.median ?? Number.NaN));
  const scale = Math.max((before.mad ?? 0) + ownDistance, mad);
  return scale > 0 ? Math.abs((values[dim] as number) - median) / scale : Number.NaN;
}
