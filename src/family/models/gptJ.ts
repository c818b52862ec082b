import { describeFamily } from "../describe.js";
import { SIGNS } from "../gpt2/namesakes.js";
import { LAYER_NORM, sitesOf, weightsOf } from "../sites.js";
import { has } from "../tensorSigns.js";

const { beforeBoth, beforeOutput } = sitesOf(LAYER_NORM);
const FINAL = beforeOutput("ln_f", "ln_f", ["wte.weight"]);
const MLP = "h.N.mlp.fc_in.weight";

/** Wang and Komatsuzaki 2021: attention and the MLP run beside each other, behind one norm. */
export const GPT_J = describeFamily({
  name: "gptj",
  title: "GPT-J",
  is: "a GPT-J",
  modelTypes: ["gptj"],
  isToldBy: has(SIGNS.gptj.pattern),
  ggufNames: ["gptj"],
  sites: [
    beforeBoth("ln_1", "h.N.ln_1", [...weightsOf("h.N.attn", "q_proj", "k_proj", "v_proj"), MLP]),
    FINAL,
  ],
  gguf: { ln_1: "blk.{block}.attn_norm", ln_f: "output_norm" },
});

/** Nijkamp et al. 2022, of GPT-J's build. */
export const CODEGEN = describeFamily({
  name: "codegen",
  title: "CodeGen",
  is: "a CodeGen model",
  modelTypes: ["codegen"],
  isToldBy: has(SIGNS.codegen.pattern),
  sites: [beforeBoth("ln_1", "h.N.ln_1", ["h.N.attn.qkv_proj.weight", MLP]), FINAL],
});
