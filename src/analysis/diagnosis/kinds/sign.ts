import type { DimChange, SignChanged } from "../../../model/findings.js";
import { groupBy } from "../ranges.js";
import { type Diagnosed, isGain, type MeasuredPair } from "../subject.js";

/** Above this share of the dims that are not near zero, the tensor as a whole changed its sign. */
const WHOLE_SHARE = 0.5;
/** Biases are about zero and change sign all the time: only one that became its own negative is news. */
const NEGATIVE_PEARSON = -0.9;

/** Tensors that became their own negatives. */
export function diagnoseNegated(open: readonly MeasuredPair[]): Diagnosed<SignChanged> {
  const negated = open.filter(isNegated);
  const groups = groupBy(negated, ({ id }) => id.parameter);
  return {
    findings: groups.map((group) => ({
      kind: "sign",
      weight: "broken",
      tensors: group.map(({ id }) => id),
      isWhole: true,
      areNearZero: false,
      dims: [],
    })),
    settled: negated,
  };
}

function isNegated(pair: MeasuredPair): boolean {
  const { pearson, spearman } = pair.change;
  if (isGain(pair)) return farFlips(pair).length > WHOLE_SHARE * Math.max(1, farDims(pair));
  return (pearson ?? 0) < NEGATIVE_PEARSON && (spearman ?? 0) < NEGATIVE_PEARSON;
}

/** Single gains that changed sign: those that were not near zero, and apart from them those that were. */
export function diagnoseFlips(open: readonly MeasuredPair[]): Diagnosed<SignChanged> {
  // Where the bulk is about zero, signs change all the time.
  const gains = open.filter((pair) => isGain(pair) && pair.change.medianFraction !== null);
  return {
    findings: [...flipsOf(gains, farFlips, false), ...flipsOf(gains, nearFlips, true)],
    settled: [],
  };
}

function flipsOf(
  gains: readonly MeasuredPair[],
  pick: (pair: MeasuredPair) => readonly number[],
  areNearZero: boolean,
): SignChanged[] {
  const flipped = gains.map((pair) => ({ pair, dims: pick(pair) })).filter(({ dims }) => dims.length > 0);
  if (flipped.length === 0) return [];
  const dims = flipped.flatMap(({ pair, dims: own }) => own.map((dim) => dimChange(pair, dim)));
  return [
    {
      kind: "sign",
      weight: "changed",
      tensors: flipped.map(({ pair }) => pair.id),
      isWhole: false,
      areNearZero,
      dims: dims.toSorted((a, b) => Math.abs(b.pre) - Math.abs(a.pre)),
    },
  ];
}

function dimChange({ id, pre, post }: MeasuredPair, dim: number): DimChange {
  return { tensor: id, dim, pre: pre.values[dim] as number, post: post.values[dim] as number };
}

function farFlips({ pre, change }: MeasuredPair): readonly number[] {
  const near = new Set(pre.summary.nearZeroDims);
  return change.signFlipDims.filter((dim) => !near.has(dim));
}

function nearFlips({ pre, change }: MeasuredPair): readonly number[] {
  const near = new Set(pre.summary.nearZeroDims);
  return change.signFlipDims.filter((dim) => near.has(dim));
}

function farDims({ pre }: MeasuredPair): number {
  return pre.values.length - pre.summary.nearZeroDims.length;
}
