import { pairUp } from "./pair.js";
import { interpolated } from "./quantiles.js";

/** Quantiles of resamples of a vector: it is sorted once, and each resample says how often it holds each value. */

export interface VectorPair {
  readonly pre: Float64Array;
  readonly post: Float64Array;
}

/** Values in ascending order, and the places they came from. */
export interface Ordered {
  readonly values: Float64Array;
  readonly places: Uint32Array;
}

/**
 * Both vectors over the dims where both are finite, so that a resample of dims is one of a and of b alike.
 * @throws RangeError where their lengths differ
 */
export function orderBoth({ pre, post }: VectorPair): { readonly a: Ordered; readonly b: Ordered } {
  const { a, b } = pairUp(pre, post);
  return { a: order(a), b: order(b) };
}

function order(values: Float64Array): Ordered {
  const places = Uint32Array.from(values, (_, place) => place);
  places.sort((x, y) => (values[x] as number) - (values[y] as number));
  return { values: Float64Array.from(places, (place) => values[place] as number), places };
}

/**
 * The quantiles `qs`, ascending, of the resample that holds the value of each place as often as is counted; as
 * numpy.quantile of its values. The vector must not be empty.
 */
export function resampledQuantiles(
  { values, places }: Ordered,
  counts: Uint16Array,
  qs: readonly number[],
): number[] {
  const last = values.length - 1;
  let index = -1;
  let upTo = 0;
  const valueAt = (rank: number): number => {
    while (upTo <= rank) upTo += counts[places[++index] as number] as number;
    return values[index] as number;
  };
  let [known, lower, upper] = [-1, 0, 0];
  return qs.map((q) => {
    const place = q * last;
    const rank = Math.floor(place);
    // Neighbouring quantiles of a short vector lie between the same two values, which are passed but once.
    if (rank !== known) {
      lower = valueAt(rank);
      upper = valueAt(Math.min(last, rank + 1));
      known = rank;
    }
    return interpolated(lower, upper, place - rank);
  });
}
