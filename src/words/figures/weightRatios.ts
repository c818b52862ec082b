import type { WeightGroupComparison } from "../../model/weights.js";

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
