import type { Scattered } from "../../../model/findings.js";
import { deltasOf, relativeDeltasOf } from "../deltas.js";
import { groupBy, idsOf, rangeOf, rangeOrNull } from "../ranges.js";
import { type Diagnosed, isGain, type MeasuredPair } from "../subject.js";

/** Of a normal distribution the standard deviation is so many MADs. */
const STD_OF_MAD = 1.4826;
/** Gains that each moved by this fraction of themselves, */
const NOTABLE_RELATIVE = 0.1;
/** and by this part of their own spread, are noise on every dim. */
const NOTABLE_MADS = 0.5;
/** Biases are about zero: only their own spread is a scale. */
const NOTABLE_BIAS_MADS = 0.1;

/** Tensors of which each dim moved by itself. */
export function diagnoseScattered(open: readonly MeasuredPair[]): Diagnosed<Scattered> {
  const scattered = open.flatMap((pair) => {
    const mads = changeInMads(pair);
    const relative = isGain(pair) ? relativeNoise(pair) : null;
    const isNoise = isGain(pair)
      ? (relative ?? 0) >= NOTABLE_RELATIVE && mads >= NOTABLE_MADS
      : mads >= NOTABLE_BIAS_MADS;
    return isNoise ? [{ pair, mads, relative }] : [];
  });
  const groups = groupBy(scattered, ({ pair }) => pair.id.parameter);
  return {
    findings: groups.map((group) => ({
      kind: "scattered",
      weight: "changed",
      tensors: idsOf(group),
      relative: rangeOrNull(group.map(({ relative }) => relative)),
      mads: rangeOf(group.map(({ mads }) => mads)),
    })),
    settled: scattered.map(({ pair }) => pair),
  };
}

/** MAD of the changes over the MAD of pre; 0 where pre has no spread. */
function changeInMads(pair: MeasuredPair): number {
  const { mad } = pair.pre.summary;
  return mad === null || mad === 0 ? 0 : deltasOf(pair).mad / mad;
}

function relativeNoise(pair: MeasuredPair): number | null {
  const { mad } = relativeDeltasOf(pair);
  return Number.isFinite(mad) ? STD_OF_MAD * mad : null;
}
