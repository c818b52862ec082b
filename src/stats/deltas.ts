import type { Change, MovedDim } from "../model/numbers.js";
import { countBelow, countUpTo } from "./loops.js";
import { loops } from "./loopsInUse.js";
import { placesIn } from "./outliers.js";
import { dimOf, type Pair } from "./pair.js";
import { sampleOf } from "./sample.js";
import { exactScale, finiteOrNull } from "./sum.js";

/** What is said of d = b - a, dim by dim. */
type Deltas = Pick<
  Change,
  | "meanDelta"
  | "medianDelta"
  | "madDelta"
  | "maxAbsDelta"
  | "maxAbsDeltaDim"
  | "shareUp"
  | "changedShare"
  | "topMoved"
>;

export function deltas(pair: Pair, topMovedCount: number): Deltas {
  const { d, unit } = pair;
  const n = d.length;
  if (n === 0) return NO_DELTAS;
  const { ascending, bulk } = sampleOf(d);
  const [least, most] = [ascending[0] as number, ascending.at(-1) as number];
  const moved = mostMoved(pair, Math.max(1, topMovedCount));
  const risen = n - countUpTo(ascending, 0);
  const fallen = countBelow(ascending, 0);
  return {
    meanDelta: mean(d, unit),
    medianDelta: finiteOrNull(bulk.median * unit),
    madDelta: finiteOrNull(bulk.mad * unit),
    maxAbsDelta: finiteOrNull(Math.max(Math.abs(least), Math.abs(most)) * unit),
    maxAbsDeltaDim: moved[0]?.dim ?? null,
    shareUp: risen / n,
    changedShare: (risen + fallen) / n,
    // Where one change is beyond float64, the list would begin with a number that there is not.
    topMoved: unit === 1 ? moved.slice(0, topMovedCount) : [],
  };
}

const NO_DELTAS: Deltas = {
  meanDelta: null,
  medianDelta: null,
  madDelta: null,
  maxAbsDelta: null,
  maxAbsDeltaDim: null,
  shareUp: null,
  changedShare: null,
  topMoved: [],
};

/** The `count` that moved farthest, farthest first, in units of the pair. */
function mostMoved(pair: Pair, count: number): MovedDim[] {
  const { a, b, d } = pair;
  const least = magnitudeOf(sampleOf(d).ascending, count);
  const places = placesIn(d.length, (out) => loops().placesBeyond(d, -least, least, out));
  const moved = places.flatMap((i) => {
    const delta = d[i] as number;
    return delta === 0 ? [] : [{ dim: dimOf(pair, i), pre: a[i] as number, post: b[i] as number, delta }];
  });
  return moved.sort((x, y) => Math.abs(y.delta) - Math.abs(x.delta) || x.dim - y.dim).slice(0, count);
}

/** The `count`th largest magnitude of an ascending vector, from its two ends; 0 where there are fewer values. */
function magnitudeOf(ascending: Float64Array, count: number): number {
  if (count > ascending.length) return 0;
  let [left, right] = [0, ascending.length - 1];
  let magnitude = 0;
  for (let i = 0; i < count; i++) {
    const [low, high] = [Math.abs(ascending[left] as number), Math.abs(ascending[right] as number)];
    magnitude = Math.max(low, high);
    if (low > high) left++;
    else right--;
  }
  return magnitude;
}

function mean(values: Float64Array, unit: number): number | null {
  const scale = exactScale(values);
  return finiteOrNull((loops().sumOf(values, scale) / values.length) * scale * unit);
}
