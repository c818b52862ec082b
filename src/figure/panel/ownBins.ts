import type { TensorComparison } from "../../model/comparison.js";
import type { BinRule, Distribution } from "../../model/numbers.js";
import { binOne } from "../../stats/binning.js";

/** Which bins two panels beside each other have: the same, unless one side would be a single bar in them. */

/** What is drawn of both sides of a tensor. */
export interface Sides {
  readonly pre: Distribution;
  readonly post: Distribution;
  /** Each has bins, and so an axis, of its own. */
  readonly areApart: boolean;
}

/** Bins that a user chose stay as they are. */
export function sidesOf({ pre, post, site }: TensorComparison, rule: BinRule): Sides {
  if (rule !== "auto" || isNarrow(pre) === isNarrow(post)) return { pre, post, areApart: false };
  const ownBins = (side: Distribution) => ({ ...side, histogram: binOne(side.values, rule, site) });
  return { pre: ownBins(pre), post: ownBins(post), areApart: true };
}

/** Is the middle half of the values within the width of one bin? One number alone has no shape that would be lost. */
function isNarrow({ histogram, summary: { iqr } }: Distribution): boolean {
  const [start, end] = [histogram?.edges[0], histogram?.edges[1]];
  return start !== undefined && end !== undefined && iqr !== null && iqr > 0 && iqr < end - start;
}
