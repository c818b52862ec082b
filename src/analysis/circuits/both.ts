import type { Comparison, MeasuredTensor, TensorSummary } from "../../model/comparison.js";
import type { GptModel } from "../../model/norms.js";
import type { Side } from "../../model/numbers.js";
import { readCircuits } from "./circuits.js";

/** The circuits of two models, of whose norms the effective gains are known. */
export async function circuitsOfBoth(
  pre: GptModel,
  post: GptModel,
  pairs: readonly MeasuredTensor[],
): Promise<NonNullable<Comparison["circuits"]>> {
  return {
    pre: await readCircuits(pre, summariesOf(pairs, "pre")),
    post: await readCircuits(post, summariesOf(pairs, "post")),
  };
}

function summariesOf(pairs: readonly MeasuredTensor[], side: Side): TensorSummary[] {
  return pairs.flatMap(({ name, id, site, effectiveChange, ...sides }) =>
    effectiveChange === undefined
      ? []
      : [
          {
            name,
            id,
            site,
            distribution: { ...sides[side], histogram: null },
            effective: effectiveChange[side],
          },
        ],
  );
}
