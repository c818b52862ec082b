import type { Constant, LeftInitial, Reset } from "../../../model/findings.js";
import { groupBy, idsOf, rangeOf } from "../ranges.js";
import type { Diagnosed, MeasuredPair } from "../subject.js";

/** Tensors whose values are all one number: overwritten, back at their initial values, or only now trained. */

type Side = MeasuredPair["post"];

/** The number that every value is; null where they differ. */
function constantOf({ values, summary: { min, max, n } }: Side): number | null {
  return n === values.length && n > 1 && min !== null && min === max ? min : null;
}

/** As PyTorch's, TensorFlow's and Flax's LayerNorm begin: gains at 1, biases at 0. */
function isInitial(pair: MeasuredPair, side: Side): boolean {
  return constantOf(side) === (pair.id.parameter === "gain" ? 1 : 0);
}

/** Gains that became exactly 1, with biases that became or were exactly 0 where there are any. */
export function diagnoseReset(open: readonly MeasuredPair[]): Diagnosed<Reset> {
  const initial = open.filter((pair) => isInitial(pair, pair.post));
  const placeOf = ({ id }: MeasuredPair) => `${id.block} ${id.norm}`;
  const reset = groupBy(open, placeOf)
    .filter((place) => place.every((pair) => initial.includes(pair)))
    .filter((place) => place.some((pair) => pair.id.parameter === "gain" && !isInitial(pair, pair.pre)))
    .flat();
  if (reset.length === 0) return { findings: [], settled: [] };
  return {
    findings: [{ kind: "reset", weight: "broken", tensors: reset.map(({ id }) => id) }],
    settled: reset,
  };
}

/** Every value is the same number now, and was not before. */
export function diagnoseConstant(open: readonly MeasuredPair[]): Diagnosed<Constant> {
  const constant = open.flatMap((pair) => {
    const value = constantOf(pair.post);
    return value === null || constantOf(pair.pre) !== null ? [] : [{ pair, value }];
  });
  const groups = groupBy(constant, ({ pair, value }) => `${pair.id.parameter} ${value}`);
  return {
    findings: groups.map((group) => ({
      kind: "constant",
      weight: "broken",
      tensors: idsOf(group),
      value: rangeOf(group.map(({ value }) => value)),
    })),
    settled: constant.map(({ pair }) => pair),
  };
}

/** Values that were all the initial one and are not any more. */
export function diagnoseLeftInitial(open: readonly MeasuredPair[]): Diagnosed<LeftInitial> {
  const left = open.filter((pair) => isInitial(pair, pair.pre) && !pair.change.identical);
  if (left.length === 0) return { findings: [], settled: [] };
  return {
    findings: [{ kind: "left-initial", weight: "changed", tensors: left.map(({ id }) => id) }],
    settled: left,
  };
}
