import { type ModuleWords, makeNaming, type NamingParts } from "../naming.js";

/** How libraries call the tensors of a GPT-2. */

/** Canonical names of the weights that are read besides the norms; every naming says what it calls them. */
type ReadWeight =
  | "wte.weight"
  | "wpe.weight"
  | "h.N.attn.c_attn.weight"
  | "h.N.mlp.c_fc.weight"
  | "h.N.mlp.c_fc.bias"
  | "h.N.mlp.c_proj.weight"
  | "h.N.mlp.c_proj.bias";

/** Each under one name, or several alternatives. */
function weightsCalled(
  names: Readonly<Record<ReadWeight, string | readonly (readonly string[])[]>>,
): NonNullable<NamingParts["weights"]> {
  return Object.fromEntries(
    Object.entries(names).map(([canonical, called]) => [
      canonical,
      typeof called === "string" ? [[called]] : called,
    ]),
  );
}

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
  weights: weightsCalled({
    "wte.weight": "wte",
    "wpe.weight": "wpe",
    "h.N.attn.c_attn.weight": "h{block}/attn/c_attn/w",
    "h.N.mlp.c_fc.weight": "h{block}/mlp/c_fc/w",
    "h.N.mlp.c_fc.bias": "h{block}/mlp/c_fc/b",
    "h.N.mlp.c_proj.weight": "h{block}/mlp/c_proj/w",
    "h.N.mlp.c_proj.bias": "h{block}/mlp/c_proj/b",
  }),
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
  weights: weightsCalled({
    "wte.weight": "wte/embedding",
    "wpe.weight": "wpe/embedding",
    "h.N.attn.c_attn.weight": "h/{block}/attn/c_attn/kernel",
    "h.N.mlp.c_fc.weight": "h/{block}/mlp/c_fc/kernel",
    "h.N.mlp.c_fc.bias": "h/{block}/mlp/c_fc/bias",
    "h.N.mlp.c_proj.weight": "h/{block}/mlp/c_proj/kernel",
    "h.N.mlp.c_proj.bias": "h/{block}/mlp/c_proj/bias",
  }),
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
  weights: weightsCalled({
    "wte.weight": [["wte/weight:0"], ["wte/embeddings:0"]],
    "wpe.weight": "wpe/embeddings:0",
    "h.N.attn.c_attn.weight": "h_._{block}/attn/c_attn/weight:0",
    "h.N.mlp.c_fc.weight": "h_._{block}/mlp/c_fc/weight:0",
    "h.N.mlp.c_fc.bias": "h_._{block}/mlp/c_fc/bias:0",
    "h.N.mlp.c_proj.weight": "h_._{block}/mlp/c_proj/weight:0",
    "h.N.mlp.c_proj.bias": "h_._{block}/mlp/c_proj/bias:0",
  }),
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
  weights: weightsCalled({
    "wte.weight": "token_embd.weight",
    "wpe.weight": "position_embd.weight",
    "h.N.attn.c_attn.weight": "blk.{block}.attn_qkv.weight",
    "h.N.mlp.c_fc.weight": "blk.{block}.ffn_up.weight",
    "h.N.mlp.c_fc.bias": "blk.{block}.ffn_up.bias",
    "h.N.mlp.c_proj.weight": "blk.{block}.ffn_down.weight",
    "h.N.mlp.c_proj.bias": "blk.{block}.ffn_down.bias",
  }),
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
  weights: weightsCalled({
    "wte.weight": "wte",
    "wpe.weight": "wpe",
    "h.N.attn.c_attn.weight": "qkvw[{block}]",
    "h.N.mlp.c_fc.weight": "fcw[{block}]",
    "h.N.mlp.c_fc.bias": "fcb[{block}]",
    "h.N.mlp.c_proj.weight": "fcprojw[{block}]",
    "h.N.mlp.c_proj.bias": "fcprojb[{block}]",
  }),
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
  weights: weightsCalled({
    "wte.weight": "tok_emb.weight",
    "wpe.weight": "pos_emb",
    "h.N.attn.c_attn.weight": [
      [
        "blocks.{block}.attn.query.weight",
        "blocks.{block}.attn.key.weight",
        "blocks.{block}.attn.value.weight",
      ],
    ],
    "h.N.mlp.c_fc.weight": "blocks.{block}.mlp.0.weight",
    "h.N.mlp.c_fc.bias": "blocks.{block}.mlp.0.bias",
    "h.N.mlp.c_proj.weight": "blocks.{block}.mlp.2.weight",
    "h.N.mlp.c_proj.bias": "blocks.{block}.mlp.2.bias",
  }),
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
  weights: weightsCalled({
    "wte.weight": "wte.weight",
    "wpe.weight": "wpe.weight",
    "h.N.attn.c_attn.weight": [["h.{block}.attn.qkv.weight"], ["h.{block}.attn.attn.weight"]],
    "h.N.mlp.c_fc.weight": "h.{block}.mlp.fc.weight",
    "h.N.mlp.c_fc.bias": "h.{block}.mlp.fc.bias",
    "h.N.mlp.c_proj.weight": "h.{block}.mlp.proj.weight",
    "h.N.mlp.c_proj.bias": "h.{block}.mlp.proj.bias",
  }),
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
  weights: weightsCalled({
    "wte.weight": "tok_emb.weight",
    "wpe.weight": "pos_emb.weight",
    "h.N.attn.c_attn.weight": [
      [
        "trf_blocks.{block}.att.W_query.weight",
        "trf_blocks.{block}.att.W_key.weight",
        "trf_blocks.{block}.att.W_value.weight",
      ],
    ],
    "h.N.mlp.c_fc.weight": "trf_blocks.{block}.ff.layers.0.weight",
    "h.N.mlp.c_fc.bias": "trf_blocks.{block}.ff.layers.0.bias",
    "h.N.mlp.c_proj.weight": "trf_blocks.{block}.ff.layers.2.weight",
    "h.N.mlp.c_proj.bias": "trf_blocks.{block}.ff.layers.2.bias",
  }),
  heads: ["out_head.weight"],
});
