import type { TensorId } from "../../model/architecture.js";
import type { Amplified, Range, Undone } from "../../model/findings.js";
import { growthWords, percentRange, rangeWords } from "../amounts.js";
import { whereWords } from "../where.js";

/** What the matrices behind gains did to their change, in plain words, in ASCII. `all`: every tensor of the model. */

export function undoneWords({ tensors, carried, isExact }: Undone, all: readonly TensorId[]): string {
  const where = whereWords(tensors, all);
  if (isExact) {
    return `the change of ${where} is undone exactly by the next matrix: gain times row norm is what it was, to rounding`;
  }
  return `the change of ${where} is undone by the next matrix: ${percentRange(leastToMost(carried))} of it is left in gain times row norm`;
}

/** Of magnitudes: a change may also be undone by a little more than it was. */
function leastToMost({ min, max }: Range): Range {
  const ends = [Math.abs(min), Math.abs(max)];
  return { min: min <= 0 && max >= 0 ? 0 : Math.min(...ends), max: Math.max(...ends) };
}

export function amplifiedWords(
  { tensors, carried, gain, effective }: Amplified,
  all: readonly TensorId[],
): string {
  const times = rangeWords(carried, (value) => value.toFixed(1));
  const medians =
    gain === null || effective === null || isMixed(gain) || isMixed(effective)
      ? ""
      : ` (in the median it ${growthWords(effective)}, the gain ${growthWords(gain)})`;
  return `the change of ${whereWords(tensors, all)} is amplified by the next matrix: gain times row norm changed ${times} times as much${medians}`;
}

/** Some grew and some shrank: one verb does not say both. */
function isMixed({ min, max }: Range): boolean {
  return min < 0 && max > 0;
}
