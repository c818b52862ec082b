import { centralPairSums, NO_PAIRS, type PairSums } from "../stats/pairSums.js";
import { scaleBetween } from "../stats/powerSums.js";

/**
 * How two vectors of one length changed, value by value, in plain words: the reference for the kernel, as plainKernel.ts
 * is. float64 are held against each other here.
 */
export function pairValues(pre: Float64Array, post: Float64Array): PairSums {
  const { n, scale, preShift, postShift } = centresOf(pre, post);
  if (n === 0) return NO_PAIRS;
  const sums = { x: 0, y: 0, xx: 0, yy: 0, xy: 0, deltaSquare: 0, signFlips: 0, changed: 0 };
  let maxAbsDelta = 0;
  let maxAbsDeltaIndex: number | null = null;
  for (let i = 0; i < pre.length; i++) {
    const a = pre[i] as number;
    const b = post[i] as number;
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    const x = a / scale - preShift;
    const y = b / scale - postShift;
    const delta = b / scale - a / scale;
    sums.x += x;
    sums.y += y;
    sums.xx += x * x;
    sums.yy += y * y;
    sums.xy += x * y;
    sums.deltaSquare += delta * delta;
    if ((a < 0 && b > 0) || (a > 0 && b < 0)) sums.signFlips++;
    if (a !== b) sums.changed++;
    const distance = Math.abs(b - a);
    if (distance > maxAbsDelta) {
      maxAbsDelta = distance;
      maxAbsDeltaIndex = i;
    }
  }
  return centralPairSums({ n, scale, preShift, postShift, ...sums, maxAbsDelta, maxAbsDeltaIndex });
}

/** A unit in which squares are within float64, and the means in it, to within rounding. */
function centresOf(
  pre: Float64Array,
  post: Float64Array,
): { readonly n: number; readonly scale: number; readonly preShift: number; readonly postShift: number } {
  let n = 0;
  let largest = 0;
  for (let i = 0; i < pre.length; i++) {
    const [a, b] = [Math.abs(pre[i] as number), Math.abs(post[i] as number)];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    n++;
    largest = Math.max(largest, a, b);
  }
  const scale = scaleBetween(-largest, largest);
  let [preTotal, postTotal] = [0, 0];
  for (let i = 0; i < pre.length; i++) {
    const [a, b] = [pre[i] as number, post[i] as number];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    preTotal += a / scale;
    postTotal += b / scale;
  }
  return { n, scale, preShift: n === 0 ? 0 : preTotal / n, postShift: n === 0 ? 0 : postTotal / n };
}
