import type { NormSite } from "../../model/architecture.js";
import type { Family } from "../family.js";
import { LAYER_NORM, sitesOf } from "../sites.js";
import { GPT2 } from "./gpt2.js";
import { OTHER_NAMESAKES } from "./namesakes.js";
import { PYTORCH_CROSS } from "./namings.js";

/** A GPT-2 that attends to an encoder (`add_cross_attention`): each block has a third norm, between the two others. */

const CROSS: NormSite = sitesOf(LAYER_NORM).beforeCrossAttention("ln_cross_attn", "h.N.ln_cross_attn", [
  "h.N.crossattention.q_attn.weight",
]);

export const GPT2_CROSS: Family = {
  ...GPT2,
  architecture: {
    name: "gpt2-cross",
    title: "GPT-2 with cross-attention",
    sites: GPT2.architecture.sites.flatMap((site) => (site.name === "ln_2" ? [CROSS, site] : [site])),
  },
  is: "a GPT-2 with cross-attention",
  namings: [PYTORCH_CROSS],
  plainNamings: [PYTORCH_CROSS],
  namesakes: OTHER_NAMESAKES,
  ggufNames: [],
};
