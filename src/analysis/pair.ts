import type { NormSite, TensorId } from "../model/architecture.js";
import type { CompareOptions, TensorComparison } from "../model/comparison.js";
import { canonicalName } from "../model/sites.js";
import { binPair } from "../stats/binning.js";
import { compareVectors } from "../stats/change.js";
import { storedRoundedTo } from "../stats/rounding.js";
import { summarize } from "../stats/summary.js";
import type { MeasuredPair } from "./diagnosis/subject.js";

/** Two vectors of one norm, as they act: effective values, each of shape [length of the norm]. */
export interface VectorPair {
  readonly site: NormSite;
  readonly id: TensorId;
  /** Before and after. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Unit roundoff of the coarser storage type; that of F32 unless it is given. */
  readonly roundoff?: number;
}

const F32_ROUNDOFF = 2 ** -24;

/** Every number about one tensor before and after. */
export function measurePair(
  { site, id, a, b, roundoff = F32_ROUNDOFF }: VectorPair,
  topMoved: number,
): MeasuredPair {
  const change = compareVectors(a, b, topMoved);
  const isLessOne = site.storedAs === "gain - 1" && id.parameter === "gain";
  return {
    name: canonicalName(site, id),
    id,
    site,
    pre: { values: a, summary: summarize(a) },
    post: { values: b, summary: summarize(b) },
    // What a conversion rounds is what is stored.
    change: isLessOne ? { ...change, roundedTo: change.roundedTo ?? storedRoundedTo(a, b) } : change,
    roundoff,
  };
}

/** The same with histograms. */
export function withHistograms(pair: MeasuredPair, { bins }: Pick<CompareOptions, "bins">): TensorComparison {
  const [ofPre, ofPost] = binPair(pair.pre.values, pair.post.values, bins, pair.site);
  return { ...pair, pre: { ...pair.pre, histogram: ofPre }, post: { ...pair.post, histogram: ofPost } };
}

/** Everything about one tensor before and after. */
export function comparePair(
  vectors: VectorPair,
  options: Pick<CompareOptions, "bins" | "topMoved">,
): TensorComparison {
  return withHistograms(measurePair(vectors, options.topMoved), options);
}
