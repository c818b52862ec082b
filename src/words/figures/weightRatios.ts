import type { WeightGroup, WeightGroupComparison } from "../../model/weights.js";

/** What the figure of all weights says of the ratio of counts, in ASCII. */

/** `most`: the ratio at the upper end of the strip, and of its inverse at the lower. */
export function ratioSentence(most: number): string {
  return `Strip: counts of post over pre, 1/${most} to x${most}.`;
}

/** Every tensor of the group has its like in the other model, byte for byte the same. */
export function isIdentical({ pre, post, paired, identical }: WeightGroupComparison): boolean {
  const count = identical === paired ? identical : 0;
  return count > 0 && pre.tensors.length === count && post.tensors.length === count;
}

/** Why two groups have no ratio of counts; null where they have. */
export function noRatio(pre: WeightGroup, post: WeightGroup, areIdentical: boolean): string | null {
  const empty = [pre, post].filter(({ summary }) => summary.n === 0);
  if (empty.length > 0) return `no finite values in ${empty[0] === pre ? "pre" : "post"}`;
  return areIdentical ? "identical" : null;
}

/** Which groups are shown, where some are left out since their counts are the same in both models. */
export function whoseCountsDiffer(shown: number, all: number): string {
  return `Shown: of ${all} groups ${shown === 1 ? "the one" : `the ${shown}`} whose counts differ.`;
}
