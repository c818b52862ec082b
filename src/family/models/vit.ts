import { describeFamily } from "../describe.js";
import { TRANSFORMERS_WORDS } from "../moduleWords.js";
import { makeNaming } from "../naming.js";
import { LAYER_NORM, sitesOf, weightsOf } from "../sites.js";

const { beforeAttention, beforeMlp, beforeOutput } = sitesOf(LAYER_NORM);
const LAYER = "encoder.layer.N";

/** As the modules are called from transformers 5 on; its files keep the old names. */
const MODULES_OF_5 = makeNaming({
  separator: ".",
  norms: {
    layernorm_before: "layers.{block}.layernorm_before.{parameter}",
    layernorm_after: "layers.{block}.layernorm_after.{parameter}",
    layernorm: "layernorm.{parameter}",
  },
  parameters: { gain: "weight", bias: "bias" },
  words: TRANSFORMERS_WORDS,
});

/** Dosovitskiy et al. 2021; DeiT (Touvron et al. 2021). */
export const VIT = describeFamily({
  name: "vit",
  title: "ViT",
  is: "a vision transformer (ViT)",
  modelTypes: ["vit", "deit"],
  sites: [
    beforeAttention(
      "layernorm_before",
      `${LAYER}.layernorm_before`,
      weightsOf(`${LAYER}.attention.attention`, "query", "key", "value"),
    ),
    beforeMlp("layernorm_after", `${LAYER}.layernorm_after`, [`${LAYER}.intermediate.dense.weight`]),
    beforeOutput("layernorm", "layernorm", ["classifier.weight"]),
  ],
  heads: ["classifier.weight"],
  others: [MODULES_OF_5],
});
