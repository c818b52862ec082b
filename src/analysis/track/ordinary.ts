import type { TensorId } from "../../model/architecture.js";
import type { GptModel } from "../../model/norms.js";
import { pearson } from "../../stats/correlation.js";
import { loops } from "../../stats/loopsInUse.js";
import { sampleOf } from "../../stats/sample.js";
import { isWithin, type Travel, travelOf } from "../../stats/travel.js";

/**
 * Is a step from one checkpoint to the next one that training makes? Of a run nearly every step is, and to diagnose two whole checkpoints takes many
 * times longer than to see that nothing is wrong. Where this says yes, no diagnosis in ../diagnosis would say "broken"; where it says no, they are
 * asked. Each condition is the necessary part of a diagnosis, named behind it.
 */

/** A tensor at two neighbouring checkpoints; vectors of one length. */
export interface TensorStep {
  readonly name: string;
  readonly id: TensorId;
  readonly pre: Float64Array;
  readonly post: Float64Array;
  readonly travel: Travel;
}

/** What an offset by a whole number moves half of the dims by, at least. */
const NEARLY_ONE = 0.99;
/** A gain that became its own negative has its sign changed on more than half of the dims that are not near zero, which are half of all or more. */
const FEW_FLIPS = 0.25;
/** As NEGATIVE_PEARSON of the diagnosis of signs. */
const NEGATIVE = -0.9;
/** As CHANCE_ERRORS of the diagnosis of what is unrelated. */
const CHANCE_ERRORS = 3;
/** As MOST_OF_OWN_DISTANCE of the diagnosis of what was exchanged, and a little for rounding. */
const OF_OWN_DISTANCE = 0.6 * (1 + 1e-9);

/** The tensors of two checkpoints, in order of the forward pass; null where these are not the same tensors in the same shapes. */
export function tensorSteps(
  layerNorms: GptModel["layerNorms"],
  pre: ReadonlyMap<string, Float64Array>,
  post: ReadonlyMap<string, Float64Array>,
): readonly TensorStep[] | null {
  if (pre.size !== post.size) return null;
  const steps: TensorStep[] = [];
  for (const [name, { id }] of layerNorms) {
    const [a, b] = [pre.get(name), post.get(name)];
    if (a === undefined || b === undefined || a.length !== b.length) return null;
    steps.push({ name, id, pre: a, post: b, travel: travelOf(a, b, NEARLY_ONE) });
  }
  return steps;
}

export function isOrdinary(steps: readonly TensorStep[]): boolean {
  return steps.every((step) => isSame(step) || isPlain(step)) && !isAnyNearer(steps);
}

function isSame({ pre, post, travel }: TensorStep): boolean {
  return travel.areFinite && travel.farthestDim === null && loops().areSame(pre, post) === 1;
}

/** Of a tensor that changed, by itself. */
function isPlain(step: TensorStep): boolean {
  const { pre, travel, id } = step;
  const { areFinite, farthestDim, farCount, flips, after } = travel;
  return (
    areFinite && // not-finite
    farthestDim !== null && // what differs in the signs of zeros is left to them
    after[0] < after[1] && // reset, constant
    2 * farCount < pre.length && // offset
    (id.parameter === "bias" || flips <= FEW_FLIPS * pre.length) && // sign, of gains
    hasOtherValues(step) && // permuted
    isRelated(step) // unrelated; sign, of biases
  );
}

/** Not the same numbers, in whatever order. */
function hasOtherValues({ pre, post, travel: { before, after } }: TensorStep): boolean {
  if (before[0] !== after[0] || before[1] !== after[1]) return true;
  const [one, other] = [sampleOf(pre).ascending, sampleOf(post).ascending];
  return one.some((value, i) => value !== other[i]);
}

function isRelated({ pre, post }: TensorStep): boolean {
  const correlation = pearson(pre, post);
  if (correlation === null) return true;
  const limit = CHANCE_ERRORS / Math.sqrt(pre.length - 1);
  return limit >= 1 ? correlation > NEGATIVE : correlation >= limit;
}

/** Is a tensor that changed as near to what another one was before as an exchange would have it? */
function isAnyNearer(steps: readonly TensorStep[]): boolean {
  return steps.some(
    (step) =>
      step.travel.farthestDim !== null &&
      steps.some(
        (other) =>
          other !== step &&
          other.id.parameter === step.id.parameter &&
          other.pre.length === step.post.length &&
          isWithin(other.pre, step.post, OF_OWN_DISTANCE * step.travel.length),
      ),
  );
}
