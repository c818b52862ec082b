import type { Architecture } from "../model/architecture.js";
import type { NamedTensor } from "../model/norms.js";
import { canonicalName } from "../model/sites.js";
import { depthsOf, wholePlaces } from "./places.js";

/** Has every block up to the highest of its stack all norms of a block, and the model its own? */
export function isWhole(architecture: Architecture, norms: readonly NamedTensor[]): boolean {
  const gains = norms.filter(({ id }) => id.parameter === "gain");
  const depths = depthsOf(gains);
  const wanted = architecture.sites.reduce(
    (count, { scope, stack }) => count + (scope === "model" ? 1 : (depths.get(stack) ?? 0)),
    0,
  );
  // So many are looked for only where so many are there: a name may claim to be of the block 9999.
  if (depths.size === 0 || gains.length < wanted) return false;
  const names = new Set(gains.map(({ site, id }) => canonicalName(site, id)));
  return wholePlaces(architecture, gains).every(({ site, block }) =>
    names.has(canonicalName(site, { block, parameter: "gain" })),
  );
}
