import type { TensorReader } from "../model/tensors.js";
import { isNormName } from "./layouts.js";
import type { Told } from "./told.js";

/** Models whose norms have no parameters: there is nothing to read, and nothing is missing. */

interface Normless {
  readonly is: string;
  readonly when: (told: Told, names: readonly string[]) => boolean;
}

const MODELS: readonly Normless[] = [
  {
    // Groeneveld et al. 2024: "non-parametric layer norm".
    is: "an OLMo 1, whose LayerNorms have neither gain nor bias",
    when: ({ gguf, modelType }) => gguf === "olmo" || (gguf === null && modelType === "olmo"),
  },
  {
    is: "an OPT without affine LayerNorms (layer_norm_elementwise_affine is false in config.json)",
    when: ({ modelType, config }) =>
      modelType === "opt" && config?.flag("layer_norm_elementwise_affine") === false,
  },
  {
    is: "a transformer whose norms have no parameters, as those of OLMo 1, or that has no norms",
    when: (_told, names) => names.some((name) => BLOCK.test(name)),
  },
];
/** A block's projection of the attention: a transformer. */
const BLOCK =
  /(?:^|\.)(?:h|blocks|layers)\.0\.\w*att\w*\.(?:q_proj|qkv_proj|c_attn|query_key_value)\.weight$/;

/** What a checkpoint without any norm is; null where it has one, or is nothing that is known. */
export function normlessModel({ tensors }: TensorReader, told: Told): string | null {
  const names = [...tensors.keys()];
  if (names.some(isNormName)) return null;
  return MODELS.find(({ when }) => when(told, names))?.is ?? null;
}
