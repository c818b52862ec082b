import type { TensorInfo } from "../../src/model/tensors.js";
import { parseConfig } from "../../src/source/modelConfig.js";
import { readerOf, type StubReader } from "./tensorReader.js";

/**
 * Models of other families by the names that their own libraries give to their norms, as the sources of transformers and
 * gguf have them. A line a norm, in the order of the forward pass: its name, where N is the block, and its place.
 */

export interface FamilyModel {
  /** As transformers' config.json has it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly title: string;
  /** Name of the norm's module, and what is expected of its place. */
  readonly norms: readonly (readonly [module: string, place: string])[];
  /** Other tensors of a block. */
  readonly others?: readonly string[];
  readonly hasBias?: boolean;
  readonly storesGainMinus1?: boolean;
  /** The same in llama.cpp's names, in the same order; null for a norm that has none there. */
  readonly gguf?: readonly [architecture: string, ...modules: (string | null)[]];
}

export const BLOCKS = 2;
export const WIDTH = 8;

const LAYER = "model.layers.N";
const BEFORE_ATTENTION = "before attention";
const BEFORE_MLP = "before the MLP";
const BEFORE_BOTH = "before attention and the MLP";
const OUTPUT = "before the output";
const ATTN = "blk.N.attn_norm";
const FFN = "blk.N.ffn_norm";
const GGUF_OUTPUT = "output_norm";

export const FAMILY_MODELS: Readonly<Record<string, FamilyModel>> = {
  "GPT-NeoX, one sublayer after the other": {
    config: { model_type: "gpt_neox", use_parallel_residual: false },
    title: "GPT-NeoX",
    norms: [
      ["gpt_neox.layers.N.input_layernorm", BEFORE_ATTENTION],
      ["gpt_neox.layers.N.post_attention_layernorm", BEFORE_MLP],
      ["gpt_neox.final_layer_norm", OUTPUT],
    ],
    hasBias: true,
    gguf: ["gptneox", ATTN, FFN, GGUF_OUTPUT],
  },
  "Falcon of two norms": {
    config: { model_type: "falcon", new_decoder_architecture: true },
    title: "Falcon",
    norms: [
      ["transformer.h.N.ln_attn", BEFORE_ATTENTION],
      ["transformer.h.N.ln_mlp", "before the MLP, which runs beside attention"],
      ["transformer.ln_f", OUTPUT],
    ],
    others: ["transformer.h.N.self_attention.query_key_value.weight"],
    hasBias: true,
    // Crossed.
    gguf: ["falcon", "blk.N.attn_norm_2", "blk.N.attn_norm", GGUF_OUTPUT],
  },
  "Falcon of one norm in the new architecture": {
    config: { model_type: "falcon", new_decoder_architecture: true, num_ln_in_parallel_attn: 1 },
    title: "Falcon",
    norms: [
      ["transformer.h.N.input_layernorm", BEFORE_BOTH],
      ["transformer.ln_f", OUTPUT],
    ],
    others: ["transformer.h.N.self_attention.query_key_value.weight"],
    hasBias: true,
    gguf: ["falcon", ATTN, GGUF_OUTPUT],
  },
  "MPT with norms of queries and keys": {
    config: { model_type: "mpt" },
    title: "MPT",
    norms: [
      ["transformer.blocks.N.norm_1", BEFORE_ATTENTION],
      ["transformer.blocks.N.attn.q_ln", "on the queries"],
      ["transformer.blocks.N.attn.k_ln", "on the keys"],
      ["transformer.blocks.N.norm_2", BEFORE_MLP],
      ["transformer.norm_f", OUTPUT],
    ],
    gguf: ["mpt", ATTN, "blk.N.attn_q_norm", "blk.N.attn_k_norm", FFN, GGUF_OUTPUT],
  },
  "Phi 2": {
    config: { model_type: "phi" },
    title: "Phi",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_BOTH],
      ["model.final_layernorm", OUTPUT],
    ],
    hasBias: true,
    gguf: ["phi2", ATTN, GGUF_OUTPUT],
  },
  "Phi with norms of queries and keys": {
    config: { model_type: "phi", qk_layernorm: true },
    title: "Phi",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_BOTH],
      [`${LAYER}.self_attn.q_layernorm`, "on the queries"],
      [`${LAYER}.self_attn.k_layernorm`, "on the keys"],
      ["model.final_layernorm", OUTPUT],
    ],
    hasBias: true,
  },
  StableLM: {
    config: { model_type: "stablelm" },
    title: "StableLM",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_ATTENTION],
      [`${LAYER}.post_attention_layernorm`, BEFORE_MLP],
      ["model.norm", OUTPUT],
    ],
    hasBias: true,
    gguf: ["stablelm", ATTN, FFN, GGUF_OUTPUT],
  },
  "StableLM of parallel sublayers, with a norm for each head": {
    config: { model_type: "stablelm", use_parallel_residual: true, qk_layernorm: true },
    title: "StableLM",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_BOTH],
      ...[0, 1, 2].map((head) => [`${LAYER}.self_attn.q_layernorm.norms.${head}`, "on the queries"] as const),
      [`${LAYER}.self_attn.k_layernorm.norms.0`, "on the keys"],
      ["model.norm", OUTPUT],
    ],
  },
  StarCoder2: {
    config: { model_type: "starcoder2" },
    title: "StarCoder2",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_ATTENTION],
      [`${LAYER}.post_attention_layernorm`, BEFORE_MLP],
      ["model.norm", OUTPUT],
    ],
    hasBias: true,
    gguf: ["starcoder2", ATTN, FFN, GGUF_OUTPUT],
  },
  Qwen3: {
    config: { model_type: "qwen3" },
    title: "Qwen3",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_ATTENTION],
      [`${LAYER}.self_attn.q_norm`, "on the queries"],
      [`${LAYER}.self_attn.k_norm`, "on the keys"],
      [`${LAYER}.post_attention_layernorm`, BEFORE_MLP],
      ["model.norm", OUTPUT],
    ],
    gguf: ["qwen3", ATTN, "blk.N.attn_q_norm", "blk.N.attn_k_norm", FFN, GGUF_OUTPUT],
  },
  "DeepSeek-V2-Lite": {
    config: { model_type: "deepseek_v2" },
    title: "DeepSeek-V3",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_ATTENTION],
      [`${LAYER}.self_attn.kv_a_layernorm`, "on the low-rank keys and values"],
      [`${LAYER}.post_attention_layernorm`, BEFORE_MLP],
      ["model.norm", OUTPUT],
    ],
    gguf: ["deepseek2", ATTN, "blk.N.attn_kv_a_norm", FFN, GGUF_OUTPUT],
  },
  "GLM-4": {
    config: { model_type: "glm4" },
    title: "GLM-4",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_ATTENTION],
      [`${LAYER}.post_self_attn_layernorm`, "on attention's output"],
      [`${LAYER}.post_attention_layernorm`, BEFORE_MLP],
      [`${LAYER}.post_mlp_layernorm`, "on the MLP's output"],
      ["model.norm", OUTPUT],
    ],
    gguf: ["glm4", ATTN, "blk.N.post_attention_norm", FFN, "blk.N.post_ffw_norm", GGUF_OUTPUT],
  },
  "OLMo 2": {
    config: { model_type: "olmo2" },
    title: "OLMo 2",
    norms: [
      [`${LAYER}.self_attn.q_norm`, "on the queries"],
      [`${LAYER}.self_attn.k_norm`, "on the keys"],
      [`${LAYER}.post_attention_layernorm`, "on attention's output"],
      [`${LAYER}.post_feedforward_layernorm`, "on the MLP's output"],
      ["model.norm", OUTPUT],
    ],
    gguf: [
      "olmo2",
      "blk.N.attn_q_norm",
      "blk.N.attn_k_norm",
      "blk.N.post_attention_norm",
      "blk.N.post_ffw_norm",
      GGUF_OUTPUT,
    ],
  },
  "Cohere with norms of queries and keys": {
    config: { model_type: "cohere", use_qk_norm: true },
    title: "Cohere",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_BOTH],
      [`${LAYER}.self_attn.q_norm`, "on the queries"],
      [`${LAYER}.self_attn.k_norm`, "on the keys"],
      ["model.norm", OUTPUT],
    ],
    gguf: ["command-r", ATTN, "blk.N.attn_q_norm", "blk.N.attn_k_norm", GGUF_OUTPUT],
  },
  Nemotron: {
    config: { model_type: "nemotron" },
    title: "Nemotron",
    norms: [
      [`${LAYER}.input_layernorm`, BEFORE_ATTENTION],
      [`${LAYER}.post_attention_layernorm`, BEFORE_MLP],
      ["model.norm", OUTPUT],
    ],
    hasBias: true,
    storesGainMinus1: true,
    gguf: ["nemotron", ATTN, FFN, GGUF_OUTPUT],
  },
  "Mamba 2": {
    config: { model_type: "mamba2" },
    title: "Mamba 2",
    norms: [
      ["backbone.layers.N.norm", "before the mixer"],
      ["backbone.layers.N.mixer.norm", "in the mixer, before its output projection"],
      ["backbone.norm_f", OUTPUT],
    ],
    gguf: ["mamba2", ATTN, "blk.N.ssm_norm", GGUF_OUTPUT],
  },
  RoBERTa: {
    config: { model_type: "roberta" },
    title: "RoBERTa",
    norms: [
      ["roberta.embeddings.LayerNorm", "after the embedding"],
      ["roberta.encoder.layer.N.attention.output.LayerNorm", "after attention is added"],
      ["roberta.encoder.layer.N.output.LayerNorm", "after the MLP is added"],
      ["lm_head.layer_norm", "in the output head"],
    ],
    hasBias: true,
    gguf: ["bert", "token_embd_norm", "blk.N.attn_output_norm", "blk.N.layer_output_norm", null],
  },
  DistilBERT: {
    config: { model_type: "distilbert", n_layers: BLOCKS },
    title: "DistilBERT",
    norms: [
      ["distilbert.embeddings.LayerNorm", "after the embedding"],
      ["distilbert.transformer.layer.N.sa_layer_norm", "after attention is added"],
      ["distilbert.transformer.layer.N.output_layer_norm", "after the MLP is added"],
      ["vocab_layer_norm", "in the output head"],
    ],
    hasBias: true,
  },
  Whisper: {
    config: { model_type: "whisper", encoder_layers: BLOCKS, decoder_layers: BLOCKS },
    title: "Whisper",
    norms: [
      ["model.encoder.layers.N.self_attn_layer_norm", BEFORE_ATTENTION],
      ["model.encoder.layers.N.final_layer_norm", BEFORE_MLP],
      ["model.encoder.layer_norm", "before the decoder's cross-attention"],
      ["model.decoder.layers.N.self_attn_layer_norm", BEFORE_ATTENTION],
      ["model.decoder.layers.N.encoder_attn_layer_norm", "before cross-attention"],
      ["model.decoder.layers.N.final_layer_norm", BEFORE_MLP],
      ["model.decoder.layer_norm", OUTPUT],
    ],
    hasBias: true,
  },
  "T5, its encoder alone": {
    config: { model_type: "t5", num_layers: BLOCKS },
    title: "T5 encoder",
    norms: [
      ["encoder.block.N.layer.0.layer_norm", BEFORE_ATTENTION],
      ["encoder.block.N.layer.1.layer_norm", BEFORE_MLP],
      ["encoder.final_layer_norm", OUTPUT],
    ],
    gguf: ["t5encoder", "enc.blk.N.attn_norm", "enc.blk.N.ffn_norm", "enc.output_norm"],
  },
};

/** In the order of the file, which is that of names: nothing may depend on it. */
export function readerOfModel(model: FamilyModel, config = model.config): StubReader {
  const norms = model.norms.flatMap(([module]) => inBlocks(`${module}.weight`));
  const biases = model.norms.flatMap(([module]) => inBlocks(`${module}.bias`));
  const others = (model.others ?? []).flatMap(inBlocks);
  const tensors = [...norms, ...(model.hasBias === true ? biases : [])].map(vector);
  const all = [...tensors, ...others.map((name) => ({ name, dtype: "F32", shape: [WIDTH, WIDTH] }))];
  const parsed = parseConfig(new TextEncoder().encode(JSON.stringify(config)));
  return Object.assign(readerOf(all.sort((a, b) => (a.name < b.name ? -1 : 1))), {
    readConfig: async () => parsed,
  });
}

/** Null where llama.cpp has no such model. */
export function ggufReaderOfModel(model: FamilyModel): StubReader | null {
  const [architecture, ...modules] = model.gguf ?? [];
  if (architecture === undefined) return null;
  const tensors = modules.flatMap((module) =>
    module === null
      ? []
      : (model.hasBias === true ? ["weight", "bias"] : ["weight"]).flatMap((parameter) =>
          inBlocks(`${module}.${parameter}`).map(vector),
        ),
  );
  return Object.assign(readerOf(tensors, "model.gguf"), {
    metadata: new Map([["general.architecture", architecture]]),
  });
}

/** Of each block, where it is of one. */
export function inBlocks(name: string): string[] {
  const blocks = name.split(".").includes("N") ? Array.from({ length: BLOCKS }, (_, block) => block) : [0];
  return blocks.map((block) => name.replace(".N.", `.${block}.`));
}

/** Norms of queries, keys and the like have a length of their own; Cohere's a row a head. */
function vector(name: string): TensorInfo {
  const isOwn = /[qk]_(?:norm|layernorm|ln)|kv_a_|ssm_norm|mixer\.norm/.test(name);
  return { name, dtype: "F32", shape: isOwn ? [3, 2] : [WIDTH] };
}
