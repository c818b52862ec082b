import type { TensorComparison } from "../../model/comparison.js";
import { spaceOf } from "../../model/sites.js";
import { autoEdges } from "../../stats/binning.js";
import { sampleOf } from "../../stats/sample.js";

/** How the dimensions of a tensor moved, and the axes on which that is shown. */

/** Bin edges of the change, and the range of the data, for a group of tensors that share the axis. */
export interface DeltaAxis {
  readonly edges: Float64Array;
  readonly min: number;
  readonly max: number;
}

/**
 * Gains of the blocks share an axis, over the same dimensions; a norm outside of them, whose gains are often larger,
 * has an axis of its own, and so do biases.
 */
export function axisGroup({ id, site }: TensorComparison): string {
  return `${id.parameter} ${id.block === null ? id.norm : spaceOf(site)}`;
}

export function deltaAxes(tensors: readonly TensorComparison[]): ReadonlyMap<string, DeltaAxis> {
  const groups = new Map<string, Float64Array[]>();
  for (const tensor of tensors.filter(({ change }) => !change.identical)) {
    const group = groups.get(axisGroup(tensor)) ?? [];
    group.push(finiteDeltas(tensor));
    groups.set(axisGroup(tensor), group);
  }
  const axes = new Map<string, DeltaAxis>();
  for (const [key, deltas] of groups) {
    const edges = autoEdges(deltas, 0);
    const ascending = Float64Array.from([0, ...deltas.flatMap((values) => [...values])]).sort();
    if (edges !== null)
      axes.set(key, { edges, min: ascending[0] as number, max: ascending.at(-1) as number });
  }
  return axes;
}

/** Ascending. */
export function finiteDeltas(tensor: TensorComparison): Float64Array {
  return sampleOf(allDeltas(tensor)).ascending;
}

/** Of every dimension in order, finite or not. */
export function allDeltas({ pre, post }: TensorComparison): Float64Array {
  return pre.values.map((value, dim) => (post.values[dim] as number) - value);
}
