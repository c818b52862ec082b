import { canonicalName } from "../../../family/index.js";
import type { TensorId } from "../../../model/architecture.js";
import type { GptModel } from "../../../model/norms.js";
import type { Fact, FactRule } from "./rule.js";

export const missingNorm: FactRule = {
  kind: "fact",
  name: "missing-norm",
  about: "A LayerNorm that every GPT-2 has is not in the checkpoint: ln_1 and ln_2 of each block, and ln_f.",
  why: "A missing tensor keeps its initial value when the model is loaded, often without a word. A missing bias is an error too if other LayerNorms have theirs.",
  needsBaseline: false,
  defaultLevel: "error",
  options: {},
  find: ({ model }) => expectedIds(model).flatMap((id) => findMissing(model, canonicalName(id))),
};

function findMissing({ layerNorms }: GptModel, name: string): Fact[] {
  return layerNorms.has(name) ? [] : [{ severity: "error", measure: "not in the checkpoint", tensor: name }];
}

/** Every block up to the highest there is has both norms; biases are expected where there are any. */
function expectedIds({ info, layerNorms }: GptModel): TensorId[] {
  const biased = [...layerNorms.values()].some(({ id }) => id.parameter === "bias");
  const parameters = biased ? (["gain", "bias"] as const) : (["gain"] as const);
  const blocks = Array.from({ length: info.blocks }, (_, block) => block);
  const places = [
    ...blocks.flatMap((block) => [
      { norm: "ln_1" as const, block },
      { norm: "ln_2" as const, block },
    ]),
    { norm: "ln_f" as const, block: null },
  ];
  return places.flatMap((place) => parameters.map((parameter) => ({ ...place, parameter })));
}
