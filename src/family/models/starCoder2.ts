import { decoderSites, ggufModules, QKV } from "../decoder.js";
import { describeFamily } from "../describe.js";
import { LAYER_NORM } from "../sites.js";
import { has } from "../tensorSigns.js";

const { input, postAttention, final } = decoderSites(LAYER_NORM);
const SITES = [input(QKV), postAttention(["layers.N.mlp.c_fc.weight"]), final()];

/** Lozhkov et al. 2024. */
export const STARCODER2 = describeFamily({
  name: "starcoder2",
  title: "StarCoder2",
  is: "a StarCoder2",
  modelTypes: ["starcoder2"],
  isToldBy: has(/\.mlp\.c_fc\.weight$/),
  ggufNames: ["starcoder2"],
  sites: SITES,
  gguf: ggufModules(SITES),
});
