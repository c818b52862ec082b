import type { NormSite } from "../../model/architecture.js";
import type { TensorComparison } from "../../model/comparison.js";
import type { EffectiveChange } from "../../model/effective.js";

/** A gain of a comparison, with the matrix behind it. */
export interface EffectiveTensor {
  readonly tensor: TensorComparison;
  readonly change: EffectiveChange;
}

/** Those that are shown, in order of the forward pass. */
export function effectiveTensors(tensors: readonly TensorComparison[]): readonly EffectiveTensor[] {
  return tensors.flatMap((tensor) =>
    tensor.effectiveChange === undefined ? [] : [{ tensor, change: tensor.effectiveChange }],
  );
}

/** Of the same norm, one a block. */
export interface EffectiveSite {
  readonly site: NormSite;
  readonly tensors: readonly EffectiveTensor[];
}

export function bySite(all: readonly EffectiveTensor[]): readonly EffectiveSite[] {
  const sites = [...new Set(all.map(({ tensor }) => tensor.site))];
  return sites.map((site) => ({ site, tensors: all.filter(({ tensor }) => tensor.site === site) }));
}

/** Neither the gain nor the row norms changed at all. */
export function isUnchanged({ tensor, change: { pre, post } }: EffectiveTensor): boolean {
  return tensor.change.identical && pre.rowNorms.every((norm, dim) => Object.is(norm, post.rowNorms[dim]));
}

/** Growth of one dimension's gain and of the norm of its row, as fractions. */
export interface DimGrowth {
  readonly dim: number;
  readonly gain: number;
  readonly row: number;
}

/** Of every dimension; without those where either is not defined, or the gain changed its sign. */
export function dimGrowths({ tensor, change }: EffectiveTensor): DimGrowth[] {
  return Array.from(tensor.pre.values).flatMap((before, dim) => {
    const gain = (tensor.post.values[dim] as number) / before - 1;
    const row = (change.post.rowNorms[dim] as number) / (change.pre.rowNorms[dim] as number) - 1;
    return Number.isFinite(gain) && Number.isFinite(row) && gain > -1 ? [{ dim, gain, row }] : [];
  });
}
