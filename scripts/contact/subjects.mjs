// What figures of a pair are drawn of, for every subject that the registry knows.
import { DEFAULT_COMPARE_OPTIONS } from "../../dist/analysis/compare.js";
import { summariseModel } from "../../dist/analysis/summarise.js";
import { compareWeights, DEFAULT_WEIGHT_OPTIONS } from "../../dist/analysis/weights/weights.js";
import { compare, withCheckpoints } from "../../dist/index.js";

const WORK = { threads: 1, onProgress: () => {} };

const MAKERS = {
  comparison: ({ pre, post, options }) => compare(pre, post, options),
  checkpoint: ({ pre, post, options }) =>
    withCheckpoints(pre, post, async (_, model) => {
      const chosen = { ...DEFAULT_COMPARE_OPTIONS, ...options };
      return { summary: await summariseModel(model, chosen), bins: chosen.bins };
    }),
  tensor: async (pair) => {
    const [tensor] = (await MAKERS.checkpoint(pair)).summary.tensors;
    return { ...tensor, side: "post" };
  },
  weights: ({ pre, post }) =>
    withCheckpoints(pre, post, (before, after) =>
      compareWeights(before, after, { ...DEFAULT_WEIGHT_OPTIONS, groupBy: "tensor" }, WORK),
    ),
};

/** @returns a function that gives the subject of a name that a pair has, which is made once */
export function subjectsOfPairs() {
  const made = new Map();
  return async (pair, of) => {
    if (MAKERS[of] === undefined)
      throw new Error(`nothing is known of the subject "${of}": add it to MAKERS`);
    const key = `${of} ${pair.name}`;
    if (!made.has(key)) made.set(key, await MAKERS[of](pair));
    return made.get(key);
  };
}
