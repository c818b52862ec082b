import { effectiveChangeOf } from "../../src/analysis/effective/effectiveGain.js";
import type { Comparison, TensorComparison } from "../../src/model/comparison.js";
import type { EffectiveGain } from "../../src/model/effective.js";
import { product } from "../../src/stats/effective.js";
import { summarize } from "../../src/stats/summary.js";

/**
 * The same comparison with effective gains, as if there were matrices behind it: their rows grew with the gains, half as much, and
 * every fifth row shrank instead.
 */
export function withRows(comparison: Comparison): Comparison {
  const tensors = comparison.tensors.map(withRow);
  return { ...comparison, tensors, options: { ...comparison.options, effective: true } };
}

function withRow(tensor: TensorComparison): TensorComparison {
  if (tensor.id.parameter === "bias") return tensor;
  const [before, after] = [tensor.pre.values, tensor.post.values];
  const rows = before.map((_, dim) => 2 + Math.sin(dim));
  const grown = rows.map((row, dim) => {
    const ratio = Math.sqrt(Math.abs((after[dim] as number) / (before[dim] as number)));
    return Number.isFinite(ratio) && ratio > 0 ? row * (dim % 5 === 0 ? 1 / ratio : ratio) : row;
  });
  const effectiveChange = effectiveChangeOf(
    { pre: before, post: after },
    gainOf(tensor, before, rows),
    gainOf(tensor, after, grown),
  );
  return { ...tensor, effectiveChange };
}

function gainOf({ roundoff }: TensorComparison, gains: Float64Array, rowNorms: Float64Array): EffectiveGain {
  const values = product(gains, rowNorms);
  return { matrices: ["next.weight"], rowNorms, values, summary: summarize(values), roundoff };
}
