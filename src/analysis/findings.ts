import type { TensorComparison } from "../model/comparison.js";
import type { Finding, Move } from "../model/findings.js";
import type { Side } from "../model/numbers.js";
import { medianFraction as fractionOfMedian } from "../stats/location.js";
import { iqrRatio as ratioOfIqr } from "../stats/spread.js";
import { comparedBlocks, frozenBlocks } from "./blocks.js";

/** A median that moves by less than this fraction is not worth a sentence. */
const NOTABLE_MEDIAN_SHIFT = 0.05;
/** An interquartile range that changes by less than this factor is not worth one either. */
const NOTABLE_SPREAD_RATIO = 1.1;
/** How many moves are named. */
const MOVES_NAMED = 3;

/** What stands out, most telling first. */
export function findFindings(tensors: readonly TensorComparison[]): Finding[] {
  return [
    ...nonFinite(tensors),
    ...unchanged(tensors),
    ...medianShifts(tensors),
    ...spreadChanges(tensors),
    ...mostMoved(tensors),
    ...signFlips(tensors),
    ...newOutliers(tensors),
  ];
}

function nonFinite(tensors: readonly TensorComparison[]): Finding[] {
  const sides: readonly Side[] = ["pre", "post"];
  return sides.flatMap((side) => {
    const holding = tensors
      .map((tensor) => ({ name: tensor.name, dims: tensor[side].summary.nonFiniteDims }))
      .filter(({ dims }) => dims.length > 0);
    const total = holding.reduce((sum, { dims }) => sum + dims.length, 0);
    return total === 0 ? [] : [{ rule: "non-finite" as const, side, total, tensors: holding }];
  });
}

function unchanged(tensors: readonly TensorComparison[]): Finding[] {
  if (tensors.length > 0 && tensors.every(({ change }) => change.identical)) {
    return [{ rule: "identical", tensors: tensors.length, blocks: comparedBlocks(tensors) }];
  }
  const frozen = frozenBlocks(tensors);
  const single = tensors.filter(
    ({ id, change }) => change.identical && (id.block === null || !frozen.includes(id.block)),
  );
  if (frozen.length + single.length === 0) return [];
  return [{ rule: "frozen", blocks: frozen, tensors: single.map(({ name }) => name) }];
}

/** See src/stats/location.ts. */
export function medianFraction({ pre, post }: TensorComparison): number | null {
  return fractionOfMedian(pre.summary, post.summary);
}

/** See src/stats/spread.ts. */
export function iqrRatio({ pre, post }: TensorComparison): number | null {
  return ratioOfIqr(pre.summary, post.summary);
}

/** Biases lie around zero, where a fraction of the median says nothing: only gains count here. */
function medianShifts(tensors: readonly TensorComparison[]): Finding[] {
  const changed = tensors.filter(({ id, change }) => id.parameter === "gain" && !change.identical);
  const shifts = changed.flatMap((tensor) => {
    const fraction = medianFraction(tensor);
    return fraction === null ? [] : [{ id: tensor.id, fraction }];
  });
  const notable = shifts.filter(({ fraction }) => Math.abs(fraction) >= NOTABLE_MEDIAN_SHIFT);
  if (notable.length === 0 && shifts.length > 0 && shifts.length === changed.length) {
    return [
      {
        rule: "medians-steady",
        maxAbsFraction: Math.max(...shifts.map(({ fraction }) => Math.abs(fraction))),
      },
    ];
  }
  // Tensors are in the order of the forward pass, so that norms are too.
  const norms = [...new Set(tensors.map(({ id }) => id.norm))];
  const groups = norms.flatMap((norm) =>
    [1, -1].map((sign) => ({
      norm,
      members: notable.filter(({ id, fraction }) => id.norm === norm && Math.sign(fraction) === sign),
    })),
  );
  return groups
    .filter(({ members }) => members.length > 0)
    .map(({ norm, members }) => ({
      rule: "median-shift" as const,
      norm,
      blocks: members.flatMap(({ id }) => (id.block === null ? [] : [id.block])),
      minFraction: Math.min(...members.map(({ fraction }) => fraction)),
      maxFraction: Math.max(...members.map(({ fraction }) => fraction)),
    }))
    .sort((a, b) => largestMagnitude(b) - largestMagnitude(a));
}

function largestMagnitude({
  minFraction,
  maxFraction,
}: {
  minFraction: number;
  maxFraction: number;
}): number {
  return Math.max(Math.abs(minFraction), Math.abs(maxFraction));
}

/** Of the gains: biases have spreads of their own, which would blur the range. */
function spreadChanges(tensors: readonly TensorComparison[]): Finding[] {
  const gains = tensors.filter(({ id }) => id.parameter === "gain");
  const ratios = gains.flatMap((tensor) => {
    const ratio = iqrRatio(tensor);
    return ratio === null ? [] : [{ name: tensor.name, ratio }];
  });
  const byStrength = ratios.toSorted((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)));
  const wider = ratios.filter(({ ratio }) => ratio >= NOTABLE_SPREAD_RATIO);
  const narrower = ratios.filter(({ ratio }) => ratio <= 1 / NOTABLE_SPREAD_RATIO);
  return [wider, narrower]
    .filter((group) => group.length > 0)
    .map((group) => ({
      rule: "spread-change" as const,
      tensors: group.map(({ name }) => name),
      of: gains.length,
      most: byStrength.find((entry) => group.includes(entry))?.name ?? "",
      minRatio: Math.min(...group.map(({ ratio }) => ratio)),
      maxRatio: Math.max(...group.map(({ ratio }) => ratio)),
    }));
}

/** Each tensor's most moved dim; where tensors of one kind share it, they make one move. */
function mostMoved(tensors: readonly TensorComparison[]): Finding[] {
  const moves = new Map<string, Move>();
  for (const { id, pre, post, change } of tensors) {
    const dim = change.maxAbsDeltaDim;
    if (dim === null) continue;
    const delta = (post.values[dim] as number) - (pre.values[dim] as number);
    const key = `${id.norm} ${id.parameter} ${dim}`;
    const known = moves.get(key);
    moves.set(key, {
      norm: id.norm,
      parameter: id.parameter,
      dim,
      blocks: [...(known?.blocks ?? []), ...(id.block === null ? [] : [id.block])],
      minDelta: Math.min(delta, known?.minDelta ?? delta),
      maxDelta: Math.max(delta, known?.maxDelta ?? delta),
    });
  }
  const reach = ({ minDelta, maxDelta }: Move) => Math.max(Math.abs(minDelta), Math.abs(maxDelta));
  const largest = [...moves.values()].sort((a, b) => reach(b) - reach(a)).slice(0, MOVES_NAMED);
  return largest.length === 0 ? [] : [{ rule: "most-moved", moves: largest }];
}

/** Biases lie around zero and change sign all the time; a gain that does is news. */
function signFlips(tensors: readonly TensorComparison[]): Finding[] {
  return tensors
    .filter(({ id, change }) => id.parameter === "gain" && change.signFlips > 0)
    .map(({ name, change }) => ({ rule: "sign-flips" as const, name, dims: change.signFlipDims }));
}

/** Did the bulk stay where it was: by the fraction, or, about zero, within one interquartile range? */
function medianHeld(tensor: TensorComparison): boolean {
  const fraction = medianFraction(tensor);
  if (fraction !== null) return Math.abs(fraction) < NOTABLE_MEDIAN_SHIFT;
  const { median: before, iqr } = tensor.pre.summary;
  const after = tensor.post.summary.median;
  return before === null || after === null || Math.abs(after - before) <= (iqr ?? 0);
}

/** Where the whole bulk shifted, nearly every dim is an outlier by the old median, which the shift says better. */
function newOutliers(tensors: readonly TensorComparison[]): Finding[] {
  const counts = tensors
    .filter((tensor) => tensor.id.parameter === "gain" && medianHeld(tensor))
    .map(({ name, change }) => ({ name, count: change.newOutlierDims?.length ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return total === 0 ? [] : [{ rule: "new-outliers", total, tensors: counts }];
}
