import type { NormSite } from "../../model/architecture.js";
import { decoderSites, ggufModules, QKV, ROUTERS } from "../decoder.js";
import { describeFamily } from "../describe.js";
import type { Family } from "../family.js";
import { LAYER_NORM, RMS_NORM } from "../sites.js";
import { has } from "../tensorSigns.js";

/** Phi 1 to 3 (Gunasekar et al. 2023; Abdin et al. 2024). */

const { inputOfBoth, input, queries, keys, postAttention, final } = decoderSites(LAYER_NORM);

function phi(name: string, onScores: readonly NormSite[]): Family {
  const sites = [inputOfBoth([...QKV, "layers.N.mlp.fc1.weight"]), ...onScores, final("final_layernorm")];
  return describeFamily({
    name,
    title: "Phi",
    is: "a Phi",
    modelTypes: ["phi"],
    isToldBy: has(/\.self_attn\.dense\.weight$/),
    ggufNames: ["phi2"],
    sites,
    gguf: ggufModules(sites),
  });
}

/** 1, 1.5 and 2: attention and the MLP beside each other, behind one norm. */
export const PHI = phi("phi", []);
export const PHI_QK = phi("phi-qk", [queries("q_layernorm"), keys("k_layernorm")]);

const rms = decoderSites(RMS_NORM);
const PHI3_SITES = [
  rms.input(["layers.N.self_attn.qkv_proj.weight"]),
  rms.postAttention(["layers.N.mlp.gate_up_proj.weight"]),
  rms.final(),
];

/** 3 and 4-mini: of Llama's build. */
export const PHI3 = describeFamily({
  name: "phi3",
  title: "Phi-3",
  is: "a Phi-3",
  modelTypes: ["phi3"],
  isToldBy: has(/\.self_attn\.qkv_proj\.weight$/),
  ggufNames: ["phi3"],
  sites: PHI3_SITES,
  gguf: ggufModules(PHI3_SITES),
});

const PHIMOE_SITES = [input(QKV), postAttention(ROUTERS), final()];

/** 3.5-MoE: with LayerNorms. */
export const PHIMOE = describeFamily({
  name: "phimoe",
  title: "Phi-3.5-MoE",
  is: "a Phi-3.5-MoE",
  modelTypes: ["phimoe"],
  isToldBy: has(/\.block_sparse_moe\.gate\.weight$/),
  ggufNames: ["phimoe"],
  sites: PHIMOE_SITES,
  gguf: ggufModules(PHIMOE_SITES),
});
