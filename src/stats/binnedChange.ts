import type { WeightChange, WeightGroup } from "../model/weights.js";
import { finiteOrNull } from "./sum.js";

/** How weights changed as a whole, from two histograms on the same edges. */
export function binnedChange(pre: WeightGroup, post: WeightGroup): WeightChange {
  const [a, b] = [pre.summary, post.summary];
  const ratio = a.std === null || b.std === null || a.std === 0 ? null : b.std / a.std;
  return {
    meanDelta: a.mean === null || b.mean === null ? null : finiteOrNull(b.mean - a.mean),
    stdRatio: ratio === null ? null : finiteOrNull(ratio),
    ...distances(pre, post),
  };
}

/**
 * Of the cumulative shares at the edges of the bins: their largest difference (scipy.stats.ks_2samp looks between the
 * edges too, where it can only be larger), and the area between them (scipy.stats.wasserstein_distance is off by no more
 * than a bin's width, since no weight is off by more).
 */
function distances(pre: WeightGroup, post: WeightGroup): Pick<WeightChange, "ks" | "wasserstein"> {
  const [a, b] = [pre.histogram, post.histogram];
  const [n, m] = [pre.summary.n, post.summary.n];
  if (a === null || b === null || n === 0 || m === 0) return { ks: null, wasserstein: null };
  let [before, after] = [a.below, b.below];
  let largest = Math.abs(before / n - after / m);
  let area = 0;
  for (let bin = 0; bin < a.counts.length; bin++) {
    before += a.counts[bin] as number;
    after += b.counts[bin] as number;
    const apart = Math.abs(before / n - after / m);
    largest = Math.max(largest, apart);
    area += apart * ((a.edges[bin + 1] as number) - (a.edges[bin] as number));
  }
  const isWhole = a.below + a.above + b.below + b.above === 0;
  return { ks: largest, wasserstein: isWhole ? finiteOrNull(area) : null };
}
