import type { NormSite } from "../../model/architecture.js";
import { decoderSites, GATED_MLP, ggufModules, QKV } from "../decoder.js";
import { describeFamily } from "../describe.js";
import { RMS_NORM_1P } from "../sites.js";

/** Gemma 1 to 3 (Gemma Team 2024, 2025). Their files hold gain - 1; llama.cpp's converter adds the 1. */

const { input, queries, keys, postAttention, onAttentionOutput, beforeMlp, onMlpOutput, final } =
  decoderSites(RMS_NORM_1P);
const FINAL = final();
const GEMMA_SITES = [input(QKV), postAttention(GATED_MLP), FINAL];

export const GEMMA = describeFamily({
  name: "gemma",
  title: "Gemma",
  is: "a Gemma",
  modelTypes: ["gemma"],
  // A Llama has the same tensors.
  isToldBy: () => false,
  ggufNames: ["gemma"],
  sites: GEMMA_SITES,
  gguf: ggufModules(GEMMA_SITES),
});

/** From Gemma 2 on, a norm before and behind each sublayer: what is called post_attention_layernorm now is one. */
const GGUF_FROM_2 = {
  post_attention_layernorm: "blk.{block}.post_attention_norm",
  pre_feedforward_layernorm: "blk.{block}.ffn_norm",
  post_feedforward_layernorm: "blk.{block}.post_ffw_norm",
};
const AROUND: readonly NormSite[] = [
  onAttentionOutput("post_attention_layernorm", "layers.N.post_attention_layernorm"),
  beforeMlp("pre_feedforward_layernorm", "layers.N.pre_feedforward_layernorm", GATED_MLP),
  onMlpOutput("post_feedforward_layernorm", "layers.N.post_feedforward_layernorm"),
];
const GEMMA2_SITES = [input(QKV), ...AROUND, FINAL];

export const GEMMA2 = describeFamily({
  name: "gemma2",
  title: "Gemma 2",
  is: "a Gemma 2",
  modelTypes: ["gemma2"],
  ggufNames: ["gemma2"],
  sites: GEMMA2_SITES,
  gguf: ggufModules(GEMMA2_SITES, GGUF_FROM_2),
});

const GEMMA3_SITES = [input(QKV), queries(), keys(), ...AROUND, FINAL];

export const GEMMA3 = describeFamily({
  name: "gemma3",
  title: "Gemma 3",
  is: "a Gemma 3",
  modelTypes: ["gemma3_text", "gemma3"],
  ggufNames: ["gemma3"],
  sites: GEMMA3_SITES,
  gguf: ggufModules(GEMMA3_SITES, GGUF_FROM_2),
});
