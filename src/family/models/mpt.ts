import type { NormSite } from "../../model/architecture.js";
import { describeFamily } from "../describe.js";
import type { Family } from "../family.js";
import { LAYER_NORM_WITHOUT_BIAS, sitesOf } from "../sites.js";

/** MosaicML 2023. */

const { beforeAttention, onQueries, onKeys, beforeMlp, beforeOutput } = sitesOf(LAYER_NORM_WITHOUT_BIAS);

function layout(name: string, onScores: readonly NormSite[]): Family {
  return describeFamily({
    name,
    title: "MPT",
    is: "an MPT",
    modelTypes: ["mpt"],
    ggufNames: ["mpt"],
    sites: [
      beforeAttention("norm_1", "blocks.N.norm_1", ["blocks.N.attn.Wqkv.weight"]),
      ...onScores,
      beforeMlp("norm_2", "blocks.N.norm_2", ["blocks.N.ffn.up_proj.weight"]),
      beforeOutput("norm_f", "norm_f", ["wte.weight"]),
    ],
    gguf: {
      norm_1: "blk.{block}.attn_norm",
      ...(onScores.length === 0 ? {} : { q_ln: "blk.{block}.attn_q_norm", k_ln: "blk.{block}.attn_k_norm" }),
      norm_2: "blk.{block}.ffn_norm",
      norm_f: "output_norm",
    },
  });
}

export const MPT = layout("mpt", []);

/** With `qk_ln`: over all heads together. */
export const MPT_QK = layout("mpt-qk", [
  onQueries("q_ln", "blocks.N.attn.q_ln"),
  onKeys("k_ln", "blocks.N.attn.k_ln"),
]);
