import type { TensorComparison } from "../../model/comparison.js";
import { tensorLabel } from "../tensorNames.js";

/** Longer lists end in "and 4 more". */
const NAMED = 3;

/** Of which tensors a figure has nothing to draw on one side or the other: a sentence a side. */
export function noFiniteValues(tensors: readonly TensorComparison[]): string[] {
  return (["pre", "post"] as const).flatMap((side) => {
    const empty = tensors.filter((tensor) => tensor[side].summary.n === 0);
    if (empty.length === 0) return [];
    if (empty.length === tensors.length) return [`No finite values in ${side}.`];
    const named = empty.slice(0, NAMED).map(({ id }) => tensorLabel(id));
    const more = empty.length > NAMED ? ` and ${empty.length - NAMED} more` : "";
    return [`No finite values in ${side}: ${named.join(", ")}${more}.`];
  });
}
