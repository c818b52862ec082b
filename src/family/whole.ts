import type { Architecture } from "../model/architecture.js";
import type { NamedTensor } from "../model/norms.js";
import { canonicalName } from "../model/sites.js";
import { placesIn } from "./places.js";

/** Has every block up to the highest all norms of a block, and the model its own? */
export function isWhole(architecture: Architecture, norms: readonly NamedTensor[]): boolean {
  const gains = norms.filter(({ id }) => id.parameter === "gain");
  const blocks = gains.reduce((depth, { id }) => Math.max(depth, (id.block ?? -1) + 1), 0);
  const inBlocks = architecture.sites.filter(({ scope }) => scope === "block").length;
  const wanted = blocks * inBlocks + architecture.sites.length - inBlocks;
  // So many are looked for only where so many are there: a name may claim to be of the block 9999.
  if (blocks === 0 || gains.length < wanted) return false;
  const names = new Set(gains.map(({ site, id }) => canonicalName(site, id)));
  const numbers = Array.from({ length: blocks }, (_, block) => block);
  return placesIn(architecture, numbers).every(({ site, block }) =>
    names.has(canonicalName(site, { block, parameter: "gain" })),
  );
}
