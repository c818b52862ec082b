import type { DimChange, FewDims } from "../../../model/findings.js";
import { deltasOf, jumpOf, relativeDeltasOf } from "../deltas.js";
import { groupBy, rangeOf } from "../ranges.js";
import type { Diagnosed, MeasuredPair } from "../subject.js";

/** A dim moved far when it left the bulk's own move by so many MADs of pre, */
const FAR_MADS = 5;
/** by so many MADs of the tensor's changes (else all dims scatter like that), */
const FAR_OF_CHANGES = 8;
/** and by so many of the changes as fractions of the values: else large values only moved in proportion. */
const FAR_OF_FRACTIONS = 5;
/** So many dims of a narrow tensor are few, and of a wide one this share. */
const FEW = 8;
const MOST_SHARE = 0.05;
/** So many of the largest values that moved alike are named as such, and no more than so many. */
const LARGEST_NAMED = { least: 3, most: 6 };

/** Tensors of which the bulk held, and few dims moved far. */
export function diagnoseFewDims(open: readonly MeasuredPair[]): Diagnosed<FewDims> {
  const holding = open.flatMap((pair): Holding[] => {
    const dims = farDims(pair);
    return dims.length > 0 && dims.length <= mostFew(pair)
      ? [{ pair, dims, ...largestFirst(pair, dims) }]
      : [];
  });
  const ofLargest = holding.filter(({ largest }) => largest.length > 0);
  const withOthers = holding.filter(({ others }) => others.length > 0);
  const groups = groupBy(withOthers, ({ pair: { id } }) => id.parameter);
  return {
    findings: [...ofLargest.map(largestFinding), ...groups.map(othersFinding)],
    settled: holding.filter(isAllThatChanged).map(({ pair }) => pair),
  };
}

interface Holding {
  readonly pair: MeasuredPair;
  /** The farthest first. */
  readonly dims: readonly number[];
  /** Of these the largest values of before that moved alike, the largest first, and the others. */
  readonly largest: readonly number[];
  readonly others: readonly number[];
}

function mostFew({ pre }: MeasuredPair): number {
  const { length } = pre.values;
  return Math.max(Math.floor(length * MOST_SHARE), Math.min(FEW, Math.floor(length / FEW)));
}

function farDims(pair: MeasuredPair): number[] {
  const [deltas, fractions] = [deltasOf(pair), relativeDeltasOf(pair)];
  return [...deltas.values.keys()]
    .filter((dim) => {
      const fraction = Math.abs((fractions.values[dim] as number) - fractions.median);
      return (
        Math.abs((deltas.values[dim] as number) - deltas.median) > FAR_OF_CHANGES * deltas.mad &&
        // A value that was 0 has no fraction.
        !(fraction <= FAR_OF_FRACTIONS * fractions.mad) &&
        jumpOf(pair, dim) > FAR_MADS
      );
    })
    .sort((a, b) => jumpOf(pair, b) - jumpOf(pair, a) || a - b);
}

/** Of a tensor's values of before the largest by magnitude, as far as all of them moved far, and to or from zero alike. */
function largestFirst(pair: MeasuredPair, dims: readonly number[]): Pick<Holding, "largest" | "others"> {
  const { values } = pair.pre;
  const magnitude = (dim: number) => Math.abs(values[dim] as number);
  const byMagnitude = [...values.keys()].sort((a, b) => magnitude(b) - magnitude(a));
  const direction = (dim: number) => Math.sign(fractionOf(dimChange(pair, dim)));
  const first = byMagnitude[0] as number;
  const end = byMagnitude.findIndex((dim) => !dims.includes(dim) || direction(dim) !== direction(first));
  const alike = byMagnitude.slice(0, Math.min(end < 0 ? dims.length : end, LARGEST_NAMED.most));
  const largest = alike.length >= LARGEST_NAMED.least ? alike : [];
  return { largest, others: dims.filter((dim) => !largest.includes(dim)) };
}

function isAllThatChanged({ pair, dims }: Holding): boolean {
  return deltasOf(pair).values.every((delta, dim) => delta === 0 || dims.includes(dim));
}

function largestFinding(holding: Holding): FewDims {
  const { pair, largest, others } = holding;
  const dims = largest.map((dim) => dimChange(pair, dim));
  return {
    kind: "few-dims",
    weight: "changed",
    tensors: [pair.id],
    dims,
    fraction: rangeOf(dims.map(fractionOf)),
    areLargest: true,
    isAllThatChanged: others.length === 0 && isAllThatChanged(holding),
  };
}

function othersFinding(group: readonly Holding[]): FewDims {
  const dims = group
    .flatMap(({ pair, others }) => others.map((dim) => ({ pair, dim, jump: jumpOf(pair, dim) })))
    .sort((a, b) => b.jump - a.jump)
    .map(({ pair, dim }) => dimChange(pair, dim));
  return {
    kind: "few-dims",
    weight: "changed",
    tensors: group.map(({ pair }) => pair.id),
    dims,
    fraction: null,
    areLargest: false,
    isAllThatChanged: group.every((holding) => holding.largest.length === 0 && isAllThatChanged(holding)),
  };
}

function fractionOf({ pre, post }: DimChange): number {
  return (post - pre) / pre;
}

function dimChange({ id, pre, post }: MeasuredPair, dim: number): DimChange {
  return { tensor: id, dim, pre: pre.values[dim] as number, post: post.values[dim] as number };
}
