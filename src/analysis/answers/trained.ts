import type { Trained } from "../../model/answers.js";
import { comparedBlocks, frozenBlocks } from "../blocks.js";
import { isRounded } from "../diagnosis/kinds/rounded.js";
import type { MeasuredPair, Subject } from "../diagnosis/subject.js";

/** What changed at all; a change of the storage type is told apart from one of the numbers. */
export function trained({ pairs, unpaired }: Pick<Subject, "pairs" | "unpaired">): Trained {
  const namesOf = (list: readonly MeasuredPair[]) => list.map(({ name }) => name);
  const unequal = pairs.filter(({ change }) => !change.identical);
  const changed = unequal.filter((pair) => !isRounded(pair));
  return {
    changed: namesOf(changed),
    unchanged: namesOf(pairs.filter(({ change }) => change.identical)),
    rounded: namesOf(unequal.filter(isRounded)),
    changedBlocks: comparedBlocks(changed),
    unchangedBlocks: frozenBlocks(pairs),
    missing: unpaired.filter(({ tensors }) => tensors.length > 0),
  };
}
