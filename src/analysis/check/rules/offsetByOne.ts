import { isSameTensor } from "../../../model/sites.js";
import { deltasOf } from "../../diagnosis/deltas.js";
import {
  diagnosed,
  type Fact,
  type FactRule,
  isGain,
  type ModelSubject,
  type TensorSubject,
} from "./rule.js";

/** The middle of the changes is that near to a whole number, */
const MOST_OFF = 0.02;
/** and most of them are that near to each other: a little training may have followed. */
const MOST_MAD = 0.02;
/** A conversion may have been made twice. */
const MOST_TIMES = 2;

export const offsetByOne: FactRule = {
  kind: "fact",
  name: "offset-by-one",
  about: "Every gain rose or fell by 1, or by 2.",
  why: "Some libraries store gains as gain - 1. A conversion that forgets the 1, or adds it once more, leaves exactly this, and no training does.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["offset", "moved"],
  options: {},
  find: (subject) => subject.tensors.flatMap((tensor) => findOffset(tensor, subject)),
};

function findOffset(tensor: TensorSubject, subject: ModelSubject): Fact[] {
  const { pair, name, id } = tensor;
  if (pair === null || pair.change.identical || !isGain(tensor)) return [];
  // Twice a narrow bulk about 1 is about 1 more, too.
  const isScaled = diagnosed(subject, "scaled").some(({ tensors }) =>
    tensors.some((other) => isSameTensor(other, id)),
  );
  const { median, mad } = deltasOf(pair);
  const times = Math.round(median);
  const isWhole = times !== 0 && Math.abs(times) <= MOST_TIMES && Math.abs(median - times) < MOST_OFF;
  if (isScaled || !isWhole || !(mad < MOST_MAD)) return [];
  return [
    {
      severity: "error",
      measure: `every gain ${times > 0 ? "rose" : "fell"} by ${Math.abs(times)}`,
      tensor: name,
      ...(Math.abs(times) > 1 ? { detail: "as if converted twice" } : {}),
    },
  ];
}
