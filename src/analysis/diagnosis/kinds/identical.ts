import type { Identical } from "../../../model/findings.js";
import type { Diagnosed, MeasuredPair } from "../subject.js";

/** Half precision can swallow the small steps of a training: from float32 on, equal values were not trained. */
const FINE_ROUNDOFF = 2 ** -20;
/** A tensor that training reached changed on most of its dims. */
const TRAINED_SHARE = 0.5;

/** Bit for bit the same. Frozen, where others changed as training changes them; a single edit elsewhere proves nothing. */
export function diagnoseIdentical(open: readonly MeasuredPair[]): Diagnosed<Identical> {
  const identical = open.filter(({ change }) => change.identical);
  if (identical.length === 0) return { findings: [], settled: [] };
  const wasTrained = open.some(({ change }) => (change.changedShare ?? 0) > TRAINED_SHARE);
  return {
    findings: [
      {
        kind: "identical",
        weight: "same",
        tensors: identical.map(({ id }) => id),
        isFrozen: wasTrained && identical.every(({ roundoff }) => roundoff <= FINE_ROUNDOFF),
      },
    ],
    settled: identical,
  };
}
