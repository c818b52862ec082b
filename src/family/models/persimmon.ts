import type { NormSite } from "../../model/architecture.js";
import { decoderSites, ggufModules } from "../decoder.js";
import { describeFamily } from "../describe.js";
import type { Family } from "../family.js";
import { LAYER_NORM } from "../sites.js";
import { has } from "../tensorSigns.js";

/** Adept 2023. */

const { input, queries, keys, postAttention, final } = decoderSites(LAYER_NORM);

function layout(name: string, onScores: readonly NormSite[]): Family {
  const sites = [
    input(["layers.N.self_attn.query_key_value.weight"]),
    ...onScores,
    postAttention(["layers.N.mlp.dense_h_to_4h.weight"]),
    final("final_layernorm"),
  ];
  return describeFamily({
    name,
    title: "Persimmon",
    is: "a Persimmon",
    modelTypes: ["persimmon"],
    isToldBy: has(/\.self_attn\.query_key_value\.weight$/),
    ggufNames: ["persimmon"],
    sites,
    gguf: ggufModules(sites),
  });
}

/** As released: one norm for the queries of all heads, and one for the keys, as long as a head. */
export const PERSIMMON = layout("persimmon", [queries("q_layernorm"), keys("k_layernorm")]);
export const PERSIMMON_WITHOUT_QK = layout("persimmon-without-qk", []);
