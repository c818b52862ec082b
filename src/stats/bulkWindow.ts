import { countBelow, countUpTo } from "./loops.js";
import type { Sample } from "./sample.js";

/** Where the bulk of a vector is: the part of an axis that a histogram of it shows in full. */

/** The window reaches this many MADs to both sides of the median. */
export const WINDOW_MADS = 6;

/** It leaves out no more than this share of the values: a second group of them is no outlier. */
const MOST_OUTSIDE = 0.05;

/** What a widened window would leave out within this share of its width, it takes in. */
const NEAR = 0.1;

export type Ends = readonly [lo: number, hi: number];

/**
 * The median ± 6 MAD of the values; where that leaves out more than 5 % of them, the shortest interval around it that
 * does not, and all that is near its ends. Everything where the MAD is 0.
 */
export function bulkWindow({ ascending, bulk: { median, mad } }: Sample): Ends {
  const reach = WINDOW_MADS * mad;
  if (!(reach > 0)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const window = [median - reach, median + reach] as const;
  const below = countBelow(ascending, window[0]);
  const above = ascending.length - countUpTo(ascending, window[1]);
  const spared = Math.floor(MOST_OUTSIDE * ascending.length);
  return below + above <= spared
    ? window
    : withNear(widened(ascending, window, { below, above, spared }), ascending);
}

/** The shortest interval around a window that leaves out `spared` of the values below and above it. */
function widened(
  ascending: Float64Array,
  [start, end]: Ends,
  { below, above, spared }: { readonly below: number; readonly above: number; readonly spared: number },
): Ends {
  let best: Ends = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let left = Math.max(0, spared - above); left <= Math.min(below, spared); left++) {
    const lo = Math.min(start, ascending[left] as number);
    const hi = Math.max(end, ascending[ascending.length - 1 - (spared - left)] as number);
    if (hi - lo < best[1] - best[0]) best = [lo, hi];
  }
  return best;
}

function withNear([lo, hi]: Ends, ascending: Float64Array): Ends {
  const near = NEAR * (hi - lo);
  const [least, most] = [ascending[0] as number, ascending.at(-1) as number];
  return [least >= lo - near ? Math.min(lo, least) : lo, most <= hi + near ? Math.max(hi, most) : hi];
}
