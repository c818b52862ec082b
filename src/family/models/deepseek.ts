import type { NormSite } from "../../model/architecture.js";
import { decoderSites, GATED_MLP, ggufModules, ROUTERS } from "../decoder.js";
import { describeFamily } from "../describe.js";
import type { Family } from "../family.js";
import { RMS_NORM, weightsOf } from "../sites.js";

/** DeepSeek-V2 and V3 (DeepSeek-AI 2024): multi-head latent attention, with a norm on each low-rank vector. */

const { input, postAttention, final, onLowRankQueries, onLowRankKeysAndValues } = decoderSites(RMS_NORM);

const QUERIES = onLowRankQueries("q_a_layernorm", "layers.N.self_attn.q_a_layernorm", [
  "layers.N.self_attn.q_b_proj.weight",
]);
const KEYS_AND_VALUES = onLowRankKeysAndValues("kv_a_layernorm", "layers.N.self_attn.kv_a_layernorm", [
  "layers.N.self_attn.kv_b_proj.weight",
]);

/** In the files as published, a block behind those of the model: its input is two vectors, each with a norm. */
const OF_PREDICTION = [
  [
    /(?:^|\.)layers\.\d+\.(?:enorm|hnorm|shared_head\.norm)\.weight$/,
    "a norm around the block that predicts a further token, which only training uses",
  ],
] as const;

function layout(name: string, queries: readonly NormSite[], fromInput: string): Family {
  const sites = [
    input(weightsOf("layers.N.self_attn", fromInput, "kv_a_proj_with_mqa")),
    ...queries,
    KEYS_AND_VALUES,
    postAttention([...GATED_MLP, ...ROUTERS]),
    final(),
  ];
  return describeFamily({
    name,
    title: "DeepSeek-V3",
    is: "a DeepSeek-V2 or V3",
    modelTypes: ["deepseek_v3", "deepseek_v2"],
    ggufNames: ["deepseek2"],
    extraDepthKey: "num_nextn_predict_layers",
    setAside: OF_PREDICTION,
    sites,
    gguf: ggufModules(sites),
  });
}

export const DEEPSEEK = layout("deepseek_v3", [QUERIES], "q_a_proj");

/** V2-Lite: queries of full rank. */
export const DEEPSEEK_LITE = layout("deepseek-lite", [], "q_proj");
