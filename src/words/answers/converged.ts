import type { Convergence } from "../../model/answers.js";
import type { Architecture } from "../../model/architecture.js";
import { sublayerSites } from "../../model/sites.js";

/** Is one norm of a block narrower than the other? In ASCII. */

export const SPREAD_NAMES: Readonly<Record<Convergence["measure"], string>> = {
  iqr: "IQR",
  std: "std",
  iqrOverMedian: "IQR/median",
  stdOverMean: "std/mean",
};

export function convergenceTitle(architecture: Architecture): string {
  const before = sublayerSites(architecture);
  return before === null
    ? "Is the norm before the MLP more converged than the one before attention?"
    : `Are ${before.mlp.name}'s weights more converged than ${before.attention.name}'s?`;
}

export function convergenceVerdict(byMeasure: readonly Convergence[], architecture: Architecture): string {
  const before = sublayerSites(architecture);
  if (before === null)
    return `A block of ${architecture.title} does not have a norm of its own before each sublayer.`;
  if (byMeasure.every(({ of }) => of === 0)) return "No block has both norms to compare.";
  const counts = byMeasure
    .filter(({ of }) => of > 0)
    .map(({ measure, pre, post, of }) => {
      const after = pre === post ? " before and after" : ` before, ${post} of ${of} after`;
      return `by ${SPREAD_NAMES[measure]} in ${pre} of ${of} ${of === 1 ? "block" : "blocks"}${after}`;
    });
  return `${before.mlp.name} is narrower than ${before.attention.name} ${counts.join("; ")}.`;
}
