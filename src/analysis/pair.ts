import type { NormSite, TensorId } from "../model/architecture.js";
import type { CompareOptions, TensorComparison } from "../model/comparison.js";
import { canonicalName } from "../model/sites.js";
import { binPair } from "../stats/binning.js";
import { compareVectors } from "../stats/change.js";
import { summarize } from "../stats/summary.js";

/** Everything about one tensor before (`a`) and after (`b`): effective values, each of shape [length of the norm]. */
export function comparePair(
  site: NormSite,
  id: TensorId,
  a: Float64Array,
  b: Float64Array,
  { bins, topMoved }: Pick<CompareOptions, "bins" | "topMoved">,
): TensorComparison {
  const [histogramOfPre, histogramOfPost] = binPair(a, b, bins, site);
  return {
    name: canonicalName(site, id),
    id,
    site,
    pre: { values: a, summary: summarize(a), histogram: histogramOfPre },
    post: { values: b, summary: summarize(b), histogram: histogramOfPost },
    change: compareVectors(a, b, topMoved),
  };
}
