import type { Change } from "../model/numbers.js";
import { countBelow, countUpTo } from "./loops.js";
import { loops } from "./loopsInUse.js";
import { nearZeroLimit, placesIn } from "./outliers.js";
import { dimOf, type Pair } from "./pair.js";
import { medianAbsoluteDeviation } from "./quantiles.js";
import { sampleOf } from "./sample.js";

type SignChanges = Pick<Change, "signFlips" | "signFlipDims" | "signChangeShare">;

/**
 * Dims whose sign is the opposite afterwards: all of them, and as a share of those that were not near zero before
 * (abs(a) >= 0.1 median(abs(a)), a not 0), which training carries across it easily. Null where none was away from zero.
 */
export function signChanges(pair: Pair): SignChanges {
  const { a, b } = pair;
  const flips = placesIn(a.length, (out) => loops().placesFlipped(a, b, out));
  const { ascending } = sampleOf(a);
  const limit = nearZeroLimit(medianAbsoluteDeviation(ascending, 0));
  // Where most of a is 0 the limit is too, and only zeros are near zero.
  const near =
    limit > 0
      ? countBelow(ascending, limit) - countUpTo(ascending, -limit)
      : countUpTo(ascending, 0) - countBelow(ascending, 0);
  const away = a.length - near;
  const flippedAway = flips.filter((i) => Math.abs(a[i] as number) >= limit).length;
  return {
    signFlips: flips.length,
    signFlipDims: flips.map((i) => dimOf(pair, i)),
    signChangeShare: away > 0 ? flippedAway / away : null,
  };
}
