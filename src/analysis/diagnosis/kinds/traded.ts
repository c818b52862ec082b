import type { EffectiveChange } from "../../../model/effective.js";
import type { Amplified, Undone } from "../../../model/findings.js";
import { idsOf, rangeOf, rangeOrNull } from "../ranges.js";
import type { MeasuredPair, Subject } from "../subject.js";

/**
 * What the matrices behind gains did to their change: a gain and its matrix can trade a factor. Measured on a GPT-2 of 12
 * blocks of width 64: late in training and in fine-tuning the rows behind gains grew with them (agreement 0.66 to 0.98, 1.8
 * to 3.6 times the gain's change in all), and none undid it.
 */

/** Root mean square of the change of log(gain): of less than half a percent nothing is said. */
const LEAST_SIZE = 0.005;
/** Gains and rows changed in one proportion over the dims, or in the opposite one. Chance gives 0. */
const LEAST_AGREEMENT = 0.7;
/** So much of a gain's change may be left where it counts as undone, either way. */
const MOST_LEFT = 0.5;
/** So many times the gain's change must be in the product where it counts as amplified. */
const LEAST_AMPLIFIED = 1.5;
/** Rounding gain and matrix leaves so many roundoffs in the product. */
const ROUNDINGS = 2;

interface Judged {
  readonly pair: MeasuredPair;
  readonly change: EffectiveChange;
  readonly carried: number;
  readonly agreement: number;
}

/** Nothing where effective gains were not asked for. */
export function diagnoseTraded({ pairs }: Subject): (Undone | Amplified)[] {
  const judged = pairs.flatMap(judge);
  const undone = judged.filter(
    ({ carried, agreement }) => agreement <= -LEAST_AGREEMENT && Math.abs(carried) <= MOST_LEFT,
  );
  const exact = undone.filter(isExact);
  const partly = undone.filter((one) => !isExact(one));
  const amplified = judged.filter(
    ({ carried, agreement }) => agreement >= LEAST_AGREEMENT && carried >= LEAST_AMPLIFIED,
  );
  return [
    ...findings(exact, (about): Undone => ({ ...about, kind: "undone", isExact: true })),
    ...findings(partly, (about): Undone => ({ ...about, kind: "undone", isExact: false })),
    ...findings(amplified, (about): Amplified => ({ ...about, kind: "amplified" })),
  ];
}

function judge(pair: MeasuredPair): Judged[] {
  const { effectiveChange: change } = pair;
  if (change === undefined || change.carried === null || change.agreement === null) return [];
  const { carried, agreement, gainSize } = change;
  return (gainSize ?? 0) < LEAST_SIZE ? [] : [{ pair, change, carried, agreement }];
}

function isExact({ change: { effectiveSize, pre, post } }: Judged): boolean {
  return (effectiveSize ?? Number.POSITIVE_INFINITY) <= ROUNDINGS * Math.max(pre.roundoff, post.roundoff);
}

function findings<Finding extends Undone | Amplified>(
  judged: readonly Judged[],
  make: (about: Omit<Amplified, "kind">) => Finding,
): Finding[] {
  if (judged.length === 0) return [];
  return [
    make({
      weight: "changed",
      tensors: idsOf(judged),
      carried: rangeOf(judged.map(({ carried }) => carried)),
      gain: rangeOrNull(judged.map(({ change }) => change.gainFraction)),
      effective: rangeOrNull(judged.map(({ change }) => change.effectiveFraction)),
    }),
  ];
}
