import type { NormSite } from "../model/architecture.js";
import { spaceOf } from "../model/sites.js";

/**
 * The tensors whose dimensions are the same ones, so that dimension 5 of one can be held against dimension 5 of another:
 * of all such groups the largest, which in most models is the norms of the residual stream.
 */
export function inOneSpace<Tensor extends { readonly site: NormSite }>(
  tensors: readonly Tensor[],
): readonly Tensor[] {
  const groups = new Map<string, Tensor[]>();
  for (const tensor of tensors) {
    const space = spaceOf(tensor.site);
    groups.set(space, [...(groups.get(space) ?? []), tensor]);
  }
  return [...groups.values()].reduce((most, group) => (group.length > most.length ? group : most), []);
}
