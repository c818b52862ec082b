import type { NormSite } from "../../model/architecture.js";
import { describeFamily } from "../describe.js";
import { LAYER_NORM, sitesOf, weightsOf } from "../sites.js";
import { has } from "../tensorSigns.js";

/** Radford et al. 2022: an encoder of sound, and a decoder that attends to it. In each block there is a `final_layer_norm`. */

const encoder = sitesOf(LAYER_NORM, "encoder");
const decoder = sitesOf(LAYER_NORM, "decoder");
const ENC = "encoder.layers.N";
const DEC = "decoder.layers.N";

const ENCODER: readonly NormSite[] = [
  encoder.beforeAttention(
    "encoder.self_attn_layer_norm",
    `${ENC}.self_attn_layer_norm`,
    weightsOf(`${ENC}.self_attn`, "q_proj", "k_proj", "v_proj"),
  ),
  encoder.beforeMlp("encoder.final_layer_norm", `${ENC}.final_layer_norm`, [`${ENC}.fc1.weight`]),
];

const DECODER: readonly NormSite[] = [
  decoder.beforeAttention(
    "decoder.self_attn_layer_norm",
    `${DEC}.self_attn_layer_norm`,
    weightsOf(`${DEC}.self_attn`, "q_proj", "k_proj", "v_proj"),
  ),
  decoder.beforeCrossAttention("decoder.encoder_attn_layer_norm", `${DEC}.encoder_attn_layer_norm`, [
    `${DEC}.encoder_attn.q_proj.weight`,
  ]),
  decoder.beforeMlp("decoder.final_layer_norm", `${DEC}.final_layer_norm`, [`${DEC}.fc1.weight`]),
  decoder.beforeOutput("decoder.layer_norm", "decoder.layer_norm", ["decoder.embed_tokens.weight"]),
];

/** Translators of BART's line have the same names, before or behind their sublayers; none has this. */
const hasConvolutions = has(/(?:^|\.)encoder\.conv1\.weight$/);

export const WHISPER = describeFamily({
  name: "whisper",
  title: "Whisper",
  is: "a Whisper",
  modelTypes: ["whisper"],
  isToldBy: hasConvolutions,
  depthKeys: ["encoder_layers", "decoder_layers"],
  heads: ["proj_out.weight"],
  sites: [...ENCODER, encoder.beforeDecoder("encoder.layer_norm", "encoder.layer_norm"), ...DECODER],
});

/** The encoder alone, as classifiers of sound use it: its last norm is before whatever reads it. */
export const WHISPER_ENCODER = describeFamily({
  name: "whisper-encoder",
  title: "Whisper encoder",
  is: "a Whisper encoder",
  modelTypes: ["whisper"],
  isToldBy: hasConvolutions,
  depthKeys: ["encoder_layers"],
  heads: ["projector.weight"],
  sites: [...ENCODER, encoder.beforeOutput("encoder.layer_norm", "encoder.layer_norm")],
});
