import type { Architecture } from "../../model/architecture.js";
import type { Family } from "../family.js";
import { NAMESAKES } from "./namesakes.js";
import { FLAX, FROM_SCRATCH, GGUF, KERAS, LIT_GPT, LLM_C, MIN_GPT, OPENAI, PYTORCH } from "./namings.js";

/** Radford et al. 2019: norms before both sublayers of a block, and one before the output head. */
const ARCHITECTURE: Architecture = {
  name: "gpt2",
  title: "GPT-2",
  sites: [
    {
      name: "ln_1",
      path: "h.N.ln_1",
      scope: "block",
      stack: null,
      place: "before attention",
      reads: "residual stream",
      feeds: ["attention"],
      kind: "LayerNorm",
      hasBias: true,
      storedAs: "gain",
      width: "model",
      matrices: ["h.N.attn.c_attn.weight"],
      study: { title: "Ln1", bins: 80 },
    },
    {
      name: "ln_2",
      path: "h.N.ln_2",
      scope: "block",
      stack: null,
      place: "before the MLP",
      reads: "residual stream",
      feeds: ["MLP"],
      kind: "LayerNorm",
      hasBias: true,
      storedAs: "gain",
      width: "model",
      matrices: ["h.N.mlp.c_fc.weight"],
      study: { title: "Ln2", bins: 400 },
    },
    {
      name: "ln_f",
      path: "ln_f",
      scope: "model",
      stack: null,
      place: "before the output",
      reads: "residual stream",
      feeds: ["head"],
      kind: "LayerNorm",
      hasBias: true,
      storedAs: "gain",
      width: "model",
      // The output head's weights are those of the embedding.
      matrices: ["wte.weight"],
      study: { title: "Final Layer", bins: 240 },
    },
  ],
};

/**
 * Models that only their config.json tells from a GPT-2, whose names they have: StarCoder's weights are transposed; the
 * norms of ImageGPT and Refact subtract no mean; a Decision Transformer has a norm more.
 */
const OTHER_TYPES: readonly string[] = ["gpt_bigcode", "imagegpt", "gpt_refact", "decision_transformer"];

export const GPT2: Family = {
  architecture: ARCHITECTURE,
  is: "a GPT-2",
  namings: [PYTORCH, OPENAI, FLAX, KERAS, GGUF, LLM_C],
  plainNamings: [PYTORCH, MIN_GPT, LIT_GPT, FROM_SCRATCH],
  namesakes: NAMESAKES,
  modelTypes: [],
  ggufNames: ["gpt2"],
  suits: (config) => !OTHER_TYPES.includes(config?.text("model_type") ?? ""),
  nonWeights: [
    [
      /(?:^|\.)h\.\d+\.(?:attn|crossattention)\.(?:bias|masked_bias)$/,
      "a mask of the attention, which is no weight",
    ],
  ],
};
