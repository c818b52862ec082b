import { decoderSites, ggufModules, QKV } from "../decoder.js";
import { describeFamily } from "../describe.js";
import { RMS_NORM } from "../sites.js";
import { has } from "../tensorSigns.js";

const { input, postAttention, final } = decoderSites(RMS_NORM);
const SITES = [input(QKV), postAttention(["layers.N.mlp.router.weight"]), final()];

/** OpenAI 2025. llama.cpp calls the norm before its MLP post_attention_norm, which is a post-norm elsewhere. */
export const GPT_OSS = describeFamily({
  name: "gpt_oss",
  title: "GPT-OSS",
  is: "a GPT-OSS",
  modelTypes: ["gpt_oss"],
  isToldBy: has(/(?:^|\.)self_attn\.sinks$/),
  ggufNames: ["gpt-oss"],
  sites: SITES,
  gguf: ggufModules(SITES, { post_attention_layernorm: "blk.{block}.post_attention_norm" }),
});
