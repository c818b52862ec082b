/** Half a count is added to each side, so that empty bins have a ratio (Haldane 1956, Anscombe 1956). */
const HALF = 0.5;

/**
 * log2((b + 1/2) / (a + 1/2)) of the counts of every bin; null where both are empty. Few counts by chance differ: of one
 * against two it is 0.7, of 100 against 200 it is 1.0.
 */
export function logCountRatios(
  pre: Float64Array | Uint32Array,
  post: Float64Array | Uint32Array,
): (number | null)[] {
  if (pre.length !== post.length) throw new RangeError(`${pre.length} bins against ${post.length}`);
  return Array.from(pre, (before, bin) => {
    const after = post[bin] as number;
    return before === 0 && after === 0 ? null : Math.log2((after + HALF) / (before + HALF));
  });
}
