import type { Stray, TensorAcrossRuns } from "../../../model/runs.js";
import { bandOf } from "../../../stats/band.js";
import { pearson } from "../../../stats/correlation.js";
import { euclideanDistance } from "../../../stats/movement.js";
import { allFinite } from "../../../stats/pair.js";
import { quantile } from "../../../stats/quantiles.js";
import { sampleOf } from "../../../stats/sample.js";

/** How far the runs of a tensor lie apart, at one step. */

/** `values`, `starts`: of each run, all of one length. A start is what the way is measured from. */
export function acrossRuns(
  step: number,
  values: readonly Float64Array[],
  starts: readonly Float64Array[],
): TensorAcrossRuns {
  const pairs = pairsOf(values.length);
  const distances = pairs.map(([a, b]) =>
    euclideanDistance(values[a] as Float64Array, values[b] as Float64Array),
  );
  const distance = bandOf(distances);
  const travelled = bandOf(values.map((own, i) => euclideanDistance(starts[i] as Float64Array, own)));
  return {
    step,
    isSame: values.every((own) => isSame(own, values[0] as Float64Array)),
    median: bandOf(values.map(medianOf)),
    distance,
    travelled,
    apart:
      distance === null || travelled === null || travelled.median === 0
        ? null
        : distance.median / travelled.median,
    pearson: bandOf(pairs.map(([a, b]) => correlation(values[a] as Float64Array, values[b] as Float64Array))),
    stray: strayOf(values.length, pairs, distances),
  };
}

type PairOfRuns = readonly [a: number, b: number];

function pairsOf(count: number): readonly PairOfRuns[] {
  return Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (_, i): PairOfRuns => [a, a + 1 + i]),
  ).flat();
}

/** Bit for bit, but for the sign of zero; NaN is the same as NaN. */
function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, dim) => value === b[dim] || (Number.isNaN(value) && Number.isNaN(b[dim])));
}

/** Of the finite values. */
function medianOf(values: Float64Array): number | null {
  const { ascending } = sampleOf(values);
  return ascending.length === 0 ? null : quantile(ascending, 0.5);
}

function correlation(a: Float64Array, b: Float64Array): number | null {
  return allFinite(a) && allFinite(b) ? pearson(a, b) : null;
}

/** The run that is farthest from its nearest other, held against the others. */
function strayOf(
  count: number,
  pairs: readonly PairOfRuns[],
  distances: readonly (number | null)[],
): Stray | null {
  if (count < 3 || distances.includes(null)) return null;
  const known = distances as readonly number[];
  const strays = Array.from({ length: count }, (_, run): Stray => {
    const own = known.filter((_, i) => (pairs[i] as PairOfRuns).includes(run));
    const others = known.filter((_, i) => !(pairs[i] as PairOfRuns).includes(run));
    const among = Math.max(...others);
    return { run, times: among === 0 ? 0 : Math.min(...own) / among };
  });
  const [farthest] = strays.toSorted((a, b) => b.times - a.times);
  return farthest === undefined || farthest.times <= 1 ? null : farthest;
}
