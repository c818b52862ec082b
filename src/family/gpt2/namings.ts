import { type ModuleWords, makeNaming } from "../naming.js";
import {
  FLAX_WEIGHTS,
  FROM_SCRATCH_WEIGHTS,
  GGUF_WEIGHTS,
  KERAS_WEIGHTS,
  LIT_GPT_WEIGHTS,
  LLM_C_WEIGHTS,
  MIN_GPT_WEIGHTS,
  OPENAI_WEIGHTS,
} from "./weightNames.js";

/** How libraries call the tensors of a GPT-2. */

/** Everybody but llama.cpp and llm.c kept OpenAI's words, between dots or slashes. */
const OPENAI_WORDS: ModuleWords = {
  block: /(?:^|[./])h(?:[./]|_\._)?(\d{1,5})[./]/,
  kinds: [
    ["norms", /(?:^|[./])ln_(?:1|2|f|cross_attn)[./]/],
    ["attention", /(?:^|[./])(?:attn|crossattention)[./]/],
    ["mlp", /(?:^|[./])mlp[./]/],
    ["embeddings", /(?:^|[./])(?:wte|wpe)(?:[./]|$)/],
  ],
};

/**
 * PyTorch's names, after whatever the module was wrapped in: `transformer.` (transformers), `_orig_mod.`
 * (torch.compile), `module.` (DataParallel), `model.`, ...
 */
export const PYTORCH = makeNaming({
  separator: ".",
  norms: {
    ln_1: "h.{block}.ln_1.{parameter}",
    ln_2: "h.{block}.ln_2.{parameter}",
    ln_f: "ln_f.{parameter}",
  },
  parameters: { gain: "weight", bias: "bias" },
  words: OPENAI_WORDS,
});

/** The same of the decoder of an encoder-decoder. */
export const PYTORCH_CROSS = makeNaming({
  separator: ".",
  norms: {
    ln_1: "h.{block}.ln_1.{parameter}",
    ln_cross_attn: "h.{block}.ln_cross_attn.{parameter}",
    ln_2: "h.{block}.ln_2.{parameter}",
    ln_f: "ln_f.{parameter}",
  },
  parameters: { gain: "weight", bias: "bias" },
  words: OPENAI_WORDS,
});

/** The variables of OpenAI's own release: `model/h0/ln_1/g`. */
export const OPENAI = makeNaming({
  separator: "/",
  norms: {
    ln_1: "h{block}/ln_1/{parameter}",
    ln_2: "h{block}/ln_2/{parameter}",
    ln_f: "ln_f/{parameter}",
  },
  parameters: { gain: "g", bias: "b" },
  words: OPENAI_WORDS,
  weights: OPENAI_WEIGHTS,
  heads: [],
});

/** Flax's tree as paths: `transformer/h/0/ln_1/scale`. */
export const FLAX = makeNaming({
  separator: "/",
  norms: {
    ln_1: "h/{block}/ln_1/{parameter}",
    ln_2: "h/{block}/ln_2/{parameter}",
    ln_f: "ln_f/{parameter}",
  },
  parameters: { gain: "scale", bias: "bias" },
  words: OPENAI_WORDS,
  weights: FLAX_WEIGHTS,
  heads: ["lm_head/kernel"],
});

/** transformers' TensorFlow model in Keras's HDF5: `.../h_._0/ln_1/gamma:0`. */
export const KERAS = makeNaming({
  separator: "/",
  norms: {
    ln_1: "h_._{block}/ln_1/{parameter}:0",
    ln_2: "h_._{block}/ln_2/{parameter}:0",
    ln_f: "ln_f/{parameter}:0",
  },
  parameters: { gain: "gamma", bias: "beta" },
  words: OPENAI_WORDS,
  weights: KERAS_WEIGHTS,
  heads: [],
});

/** llama.cpp's names: `blk.0.attn_norm.weight`. */
export const GGUF = makeNaming({
  separator: null,
  norms: {
    ln_1: "blk.{block}.attn_norm.{parameter}",
    ln_2: "blk.{block}.ffn_norm.{parameter}",
    ln_f: "output_norm.{parameter}",
  },
  parameters: { gain: "weight", bias: "bias" },
  words: {
    block: /^blk\.(\d{1,5})\./,
    kinds: [
      ["norms", /(?:^|\.)(?:attn|ffn|output)_norm\./],
      ["attention", /\.attn_/],
      ["mlp", /\.ffn_/],
      ["embeddings", /^(?:token|position)_embd\./],
    ],
  },
  weights: GGUF_WEIGHTS,
  heads: ["output.weight"],
});

/** llm.c's arrays, each of which holds those of all blocks: `ln1w[0]` is the first block's. */
export const LLM_C = makeNaming({
  separator: null,
  norms: {
    ln_1: "ln1{parameter}[{block}]",
    ln_2: "ln2{parameter}[{block}]",
    ln_f: "lnf{parameter}",
  },
  parameters: { gain: "w", bias: "b" },
  words: {
    block: /^\w+\[(\d{1,5})\]$/,
    kinds: [
      ["norms", /^ln[12f][wb]\b/],
      ["attention", /^(?:qkv|attproj)[wb]\b/],
      ["mlp", /^fc(?:proj)?[wb]\b/],
      ["embeddings", /^w[tp]e$/],
    ],
  },
  weights: LLM_C_WEIGHTS,
  heads: [],
});

/** minGPT's first version: `blocks.0.ln1.weight`. */
export const MIN_GPT = makeNaming({
  separator: ".",
  norms: {
    ln_1: "blocks.{block}.ln1.{parameter}",
    ln_2: "blocks.{block}.ln2.{parameter}",
    ln_f: "ln_f.{parameter}",
  },
  parameters: { gain: "weight", bias: "bias" },
  words: {
    block: /(?:^|[./])blocks[./](\d{1,5})[./]/,
    kinds: [
      ["norms", /(?:^|[./])ln(?:1|2|_f)[./]/],
      ["attention", /[./]attn[./]/],
      ["mlp", /[./]mlp[./]/],
      ["embeddings", /(?:^|[./])(?:tok_emb|pos_emb)(?:[./]|$)/],
    ],
  },
  weights: MIN_GPT_WEIGHTS,
  heads: ["head.weight"],
});

/** LitGPT's: `transformer.h.0.norm_1.weight`. */
export const LIT_GPT = makeNaming({
  separator: ".",
  norms: {
    ln_1: "h.{block}.norm_1.{parameter}",
    ln_2: "h.{block}.norm_2.{parameter}",
    ln_f: "ln_f.{parameter}",
  },
  parameters: { gain: "weight", bias: "bias" },
  words: {
    ...OPENAI_WORDS,
    kinds: [["norms", /(?:^|[./])(?:norm_[12]|ln_f)[./]/], ...OPENAI_WORDS.kinds],
  },
  weights: LIT_GPT_WEIGHTS,
});

/** The book "Build a Large Language Model (From Scratch)": `trf_blocks.0.norm1.scale`. */
export const FROM_SCRATCH = makeNaming({
  separator: ".",
  norms: {
    ln_1: "trf_blocks.{block}.norm1.{parameter}",
    ln_2: "trf_blocks.{block}.norm2.{parameter}",
    ln_f: "final_norm.{parameter}",
  },
  parameters: { gain: "weight", bias: "bias" },
  words: {
    block: /(?:^|[./])trf_blocks[./](\d{1,5})[./]/,
    kinds: [
      ["norms", /(?:^|[./])(?:norm[12]|final_norm)[./]/],
      ["attention", /[./]att[./]/],
      ["mlp", /[./]ff[./]/],
      ["embeddings", /(?:^|[./])(?:tok_emb|pos_emb)(?:[./]|$)/],
    ],
  },
  weights: FROM_SCRATCH_WEIGHTS,
  heads: ["out_head.weight"],
});
