/** What can be asked of an architecture: its norms by name and by what they do, and the names of their tensors. */

import type { Architecture, NormConsumer, NormSite, TensorId } from "./architecture.js";

type Sites = Pick<Architecture, "sites">;

/** @throws RangeError for a name that no site has, which is a mistake of the caller */
export function siteNamed({ sites, title }: Architecture, name: string): NormSite {
  const site = sites.find((candidate) => candidate.name === name);
  if (site === undefined) throw new RangeError(`${title} has no norm ${name}`);
  return site;
}

/** A tensor's name in the canonical naming, however a file spells it. */
export function canonicalName({ path }: NormSite, { block, parameter }: Omit<TensorId, "norm">): string {
  const parts = path.split(".").map((part) => (part === "N" && block !== null ? String(block) : part));
  return [...parts, parameter === "gain" ? "weight" : "bias"].join(".");
}

/** Which tensor has that canonical name; null where the architecture has no such tensor. */
export function idOfName({ sites }: Sites, canonical: string): TensorId | null {
  const parts = canonical.split(".");
  const kind = parts.pop();
  const parameter = kind === "weight" ? "gain" : kind === "bias" ? "bias" : null;
  if (parameter === null) return null;
  for (const { name, path, scope } of sites) {
    const own = path.split(".");
    const at = own.indexOf("N");
    if (own.length !== parts.length || own.some((part, i) => i !== at && part !== parts[i])) continue;
    const block = scope === "block" ? Number(parts[at]) : null;
    if (block === null || Number.isInteger(block)) return { norm: name, block, parameter };
  }
  return null;
}

/** The norm before the output head; null where there is none, as in models whose last block ends with a norm. */
export function finalSite({ sites }: Sites): NormSite | null {
  return sites.find(({ scope, feeds }) => scope === "model" && feeds.includes("head")) ?? null;
}

/** A block's norms before its two sublayers. */
export interface SublayerSites {
  readonly attention: NormSite;
  readonly mlp: NormSite;
}

/** Null where a block does not have both, or both sublayers share one. */
export function sublayerSites({ sites }: Sites): SublayerSites | null {
  const before = (consumer: NormConsumer) =>
    sites.find(({ scope, feeds }) => scope === "block" && feeds.includes(consumer));
  const [attention, mlp] = [before("attention"), before("MLP")];
  return attention === undefined || mlp === undefined || attention === mlp ? null : { attention, mlp };
}

export function isSameTensor(a: TensorId, b: TensorId): boolean {
  return a.norm === b.norm && a.block === b.block && a.parameter === b.parameter;
}

/**
 * What the dimensions of a norm are dimensions of: tensors of one space can be compared dimension by dimension. Equal
 * lengths do not say that: the norm of all heads' queries may be as long as the residual stream.
 */
export function spaceOf({ width, stack, name }: NormSite): string {
  return width === "own" ? `of ${name}` : `residual stream ${stack ?? ""}`;
}

/** How many values a norm has. Those of queries and keys may have a row for each head. */
export function lengthOf({ shape }: { readonly shape: readonly number[] }): number {
  return shape.reduce((length, size) => length * size, 1);
}
