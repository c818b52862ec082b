import { decoderSites, ggufModules, QKV } from "../decoder.js";
import { describeFamily } from "../describe.js";
import { LAYER_NORM_1P } from "../sites.js";
import { has } from "../tensorSigns.js";

const { input, postAttention, final } = decoderSites(LAYER_NORM_1P);
const SITES = [input(QKV), postAttention(["layers.N.mlp.up_proj.weight"]), final()];
const hasGate = has(/\.mlp\.gate_proj\.weight$/);
const hasUp = has(/\.mlp\.up_proj\.weight$/);

/** Parmar et al. 2024. Its files hold gain - 1, as NeMo's LayerNorm1P does; llama.cpp's converter adds the 1. */
export const NEMOTRON = describeFamily({
  name: "nemotron",
  title: "Nemotron",
  is: "a Nemotron",
  modelTypes: ["nemotron"],
  isToldBy: (tensors) => hasUp(tensors) && !hasGate(tensors),
  ggufNames: ["nemotron"],
  sites: SITES,
  gguf: ggufModules(SITES),
});
