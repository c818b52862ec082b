import type { NormSite } from "../../model/architecture.js";
import { describeFamily } from "../describe.js";
import { RMS_NORM, sitesOf, weightsOf } from "../sites.js";

/** Raffel et al. 2020: an encoder, and a decoder that attends to it. */

const encoder = sitesOf(RMS_NORM, "encoder");
const decoder = sitesOf(RMS_NORM, "decoder");

function attention(block: string, which: string, ...matrices: readonly string[]): string[] {
  return weightsOf(`${block}.${which}`, ...matrices);
}

function mlp(layer: string): string[] {
  // One matrix, or from version 1.1 on one more for the gate.
  return weightsOf(`${layer}.DenseReluDense`, "wi", "wi_0", "wi_1");
}

const ENC = "encoder.block.N.layer";
const DEC = "decoder.block.N.layer";

const ENCODER: readonly NormSite[] = [
  encoder.beforeAttention(
    "encoder.layer.0.layer_norm",
    `${ENC}.0.layer_norm`,
    attention(`${ENC}.0`, "SelfAttention", "q", "k", "v"),
  ),
  encoder.beforeMlp("encoder.layer.1.layer_norm", `${ENC}.1.layer_norm`, mlp(`${ENC}.1`)),
  encoder.beforeDecoder("encoder.final_layer_norm", "encoder.final_layer_norm"),
];

const DECODER: readonly NormSite[] = [
  decoder.beforeAttention(
    "decoder.layer.0.layer_norm",
    `${DEC}.0.layer_norm`,
    attention(`${DEC}.0`, "SelfAttention", "q", "k", "v"),
  ),
  decoder.beforeCrossAttention(
    "decoder.layer.1.layer_norm",
    `${DEC}.1.layer_norm`,
    attention(`${DEC}.1`, "EncDecAttention", "q"),
  ),
  decoder.beforeMlp("decoder.layer.2.layer_norm", `${DEC}.2.layer_norm`, mlp(`${DEC}.2`)),
  decoder.beforeOutput("decoder.final_layer_norm", "decoder.final_layer_norm", ["shared.weight"]),
];

const GGUF_ENCODER = {
  "encoder.layer.0.layer_norm": "enc.blk.{block}.attn_norm",
  "encoder.layer.1.layer_norm": "enc.blk.{block}.ffn_norm",
  "encoder.final_layer_norm": "enc.output_norm",
};

/** What llama.cpp calls the matrices of attention. */
function ggufAttention(layer: string, which: string, called: string): Record<string, string> {
  return Object.fromEntries(
    ["q", "k", "v"].map((side) => [`${layer}.${which}.${side}.weight`, `${called}_${side}.weight`]),
  );
}

/** The same of the MLP: where there is a gate, `wi_0` is its matrix, and `ffn_up` is `wi_1`; else `ffn_up` is `wi`. */
function ggufMlp(layer: string, block: string): Record<string, string> {
  return {
    [`${layer}.DenseReluDense.wi.weight`]: `${block}.ffn_up.weight`,
    [`${layer}.DenseReluDense.wi_0.weight`]: `${block}.ffn_gate.weight`,
  };
}

const ENCODER_MATRICES = {
  ...ggufAttention(`${ENC}.0`, "SelfAttention", "enc.blk.{block}.attn"),
  ...ggufMlp(`${ENC}.1`, "enc.blk.{block}"),
};
const DECODER_MATRICES = {
  ...ggufAttention(`${DEC}.0`, "SelfAttention", "dec.blk.{block}.attn"),
  ...ggufAttention(`${DEC}.1`, "EncDecAttention", "dec.blk.{block}.cross_attn"),
  ...ggufMlp(`${DEC}.2`, "dec.blk.{block}"),
};

export const T5 = describeFamily({
  name: "t5",
  title: "T5",
  is: "a T5",
  modelTypes: ["t5", "mt5", "umt5"],
  ggufNames: ["t5"],
  depthKeys: ["num_layers", "num_decoder_layers"],
  sites: [...ENCODER, ...DECODER],
  ggufMatrices: { ...ENCODER_MATRICES, ...DECODER_MATRICES },
  gguf: {
    ...GGUF_ENCODER,
    "decoder.layer.0.layer_norm": "dec.blk.{block}.attn_norm",
    "decoder.layer.1.layer_norm": "dec.blk.{block}.cross_attn_norm",
    "decoder.layer.2.layer_norm": "dec.blk.{block}.ffn_norm",
    "decoder.final_layer_norm": "dec.output_norm",
  },
});

/** The encoder alone, as image generators use it: its last norm is before whatever reads it. */
export const T5_ENCODER = describeFamily({
  name: "t5-encoder",
  title: "T5 encoder",
  is: "a T5 encoder",
  modelTypes: ["t5", "mt5", "umt5"],
  ggufNames: ["t5encoder", "t5"],
  depthKeys: ["num_layers"],
  sites: [
    ...ENCODER.slice(0, -1),
    encoder.beforeOutput("encoder.final_layer_norm", "encoder.final_layer_norm"),
  ],
  gguf: GGUF_ENCODER,
  ggufMatrices: ENCODER_MATRICES,
});
