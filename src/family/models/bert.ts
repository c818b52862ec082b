import type { NormSite } from "../../model/architecture.js";
import { describeFamily, moduleOf } from "../describe.js";
import { LAYER_NORM, sitesOf, weightsOf } from "../sites.js";

/** Encoders with a norm behind each sublayer, as Vaswani et al. 2017 had them. */

const { afterEmbedding, afterAttention, afterMlp, inHead } = sitesOf(LAYER_NORM);

/** The wrapper's word is not before the head's norm: it may be there, and may not. */
function withWrapper(wrapper: string, sites: readonly NormSite[]): Record<string, string> {
  return Object.fromEntries(sites.map((site) => [site.name, `<${wrapper}.>${moduleOf(site)}`]));
}

const LAYER = "encoder.layer.N";
const ENCODER = [
  afterEmbedding("embeddings.LayerNorm", "embeddings.LayerNorm"),
  afterAttention("attention.output.LayerNorm", `${LAYER}.attention.output.LayerNorm`, [
    `${LAYER}.intermediate.dense.weight`,
  ]),
  afterMlp(
    "output.LayerNorm",
    `${LAYER}.output.LayerNorm`,
    weightsOf(`${LAYER}.attention.self`, "query", "key", "value"),
  ),
];
const GGUF = {
  "embeddings.LayerNorm": "token_embd_norm",
  "attention.output.LayerNorm": "blk.{block}.attn_output_norm",
  "output.LayerNorm": "blk.{block}.layer_output_norm",
};

/** Devlin et al. 2019. */
export const BERT = describeFamily({
  name: "bert",
  title: "BERT",
  is: "a BERT",
  modelTypes: ["bert"],
  ggufNames: ["bert"],
  sites: [
    ...ENCODER,
    inHead("cls.predictions.transform.LayerNorm", "cls.predictions.transform.LayerNorm", [
      "embeddings.word_embeddings.weight",
    ]),
  ],
  spellings: (name) => [`bert.${name}`],
  heads: ["cls.predictions.decoder.weight"],
  modules: withWrapper("bert", ENCODER),
  gguf: GGUF,
});

/** Liu et al. 2019; XLM-RoBERTa, CamemBERT. */
export const ROBERTA = describeFamily({
  name: "roberta",
  title: "RoBERTa",
  is: "a RoBERTa",
  modelTypes: ["roberta", "xlm-roberta", "camembert"],
  ggufNames: ["bert"],
  sites: [
    ...ENCODER,
    inHead("lm_head.layer_norm", "lm_head.layer_norm", ["embeddings.word_embeddings.weight"]),
  ],
  spellings: (name) => [`roberta.${name}`],
  heads: ["lm_head.decoder.weight"],
  modules: withWrapper("roberta", ENCODER),
  gguf: GGUF,
});

const DISTIL_LAYER = "transformer.layer.N";
const DISTIL = [
  afterEmbedding("embeddings.LayerNorm", "embeddings.LayerNorm"),
  afterAttention("sa_layer_norm", `${DISTIL_LAYER}.sa_layer_norm`, [`${DISTIL_LAYER}.ffn.lin1.weight`]),
  afterMlp(
    "output_layer_norm",
    `${DISTIL_LAYER}.output_layer_norm`,
    weightsOf(`${DISTIL_LAYER}.attention`, "q_lin", "k_lin", "v_lin"),
  ),
];

/** Sanh et al. 2019. */
export const DISTILBERT = describeFamily({
  name: "distilbert",
  title: "DistilBERT",
  is: "a DistilBERT",
  modelTypes: ["distilbert"],
  sites: [...DISTIL, inHead("vocab_layer_norm", "vocab_layer_norm", ["embeddings.word_embeddings.weight"])],
  spellings: (name) => [`distilbert.${name}`],
  heads: ["vocab_projector.weight"],
  modules: withWrapper("distilbert", DISTIL),
});
