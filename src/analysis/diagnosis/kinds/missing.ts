import type { Missing } from "../../../model/findings.js";
import type { Subject } from "../subject.js";

/** Tensors that one side has and the other has not. */
export function diagnoseMissing({ unpaired }: Subject): Missing[] {
  return unpaired
    .filter(({ tensors }) => tensors.length > 0)
    .map(({ from, tensors }) => ({ kind: "missing", weight: "broken", from, tensors }));
}
