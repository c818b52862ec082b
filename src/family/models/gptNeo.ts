import { describeFamily } from "../describe.js";
import { SIGNS } from "../gpt2/namesakes.js";
import { LAYER_NORM, sitesOf, weightsOf } from "../sites.js";
import { has } from "../tensorSigns.js";

const { beforeAttention, beforeMlp, beforeOutput } = sitesOf(LAYER_NORM);

/** Black et al. 2021. */
export const GPT_NEO = describeFamily({
  name: "gpt_neo",
  title: "GPT-Neo",
  is: "a GPT-Neo",
  modelTypes: ["gpt_neo"],
  isToldBy: has(SIGNS.gptNeo.pattern),
  sites: [
    beforeAttention("ln_1", "h.N.ln_1", weightsOf("h.N.attn.attention", "q_proj", "k_proj", "v_proj")),
    beforeMlp("ln_2", "h.N.ln_2", ["h.N.mlp.c_fc.weight"]),
    beforeOutput("ln_f", "ln_f", ["wte.weight"]),
  ],
});
