import type { TensorComparison } from "../model/comparison.js";
import { percent, signed, UNDEFINED } from "./numbers.js";

/** How far a tensor's median moved: as a fraction where that says something, else as it is (biases are about zero). */
export function medianChange({ id, change }: TensorComparison): string {
  const fraction = id.parameter === "gain" ? change.medianFraction : null;
  if (fraction !== null) return percent(fraction);
  return change.medianChange === null ? UNDEFINED : signed(change.medianChange);
}
