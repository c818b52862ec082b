import { describe, expect, it } from "vitest";
import { openModel } from "../../src/family/index.js";
import { LOOKALIKES } from "../../src/family/lookalikes.js";
import { refusalOf } from "../support/refusal.js";
import { layerNormNames } from "../support/safetensorsFile.js";
import { readerOf } from "../support/tensorReader.js";

/** Weight and bias of modules. */
function both(...modules: readonly string[]): string[] {
  return modules.flatMap((module) => [`${module}.weight`, `${module}.bias`]);
}

function weights(...modules: readonly string[]): string[] {
  return modules.map((module) => `${module}.weight`);
}

/** Parts of a module. */
function under(prefix: string, names: readonly string[]): string[] {
  return names.map((name) => `${prefix}.${name}`);
}

interface Model {
  readonly who: string;
  /** Names as transformers, peft or the model's authors save them; of repeated blocks one or two. */
  readonly names: readonly string[];
  /** What it is refused as; of a model that is read, its title. */
  readonly is: RegExp | string;
}

const LLAMA_LAYER = weights(
  "self_attn.q_proj",
  "self_attn.k_proj",
  "self_attn.v_proj",
  "self_attn.o_proj",
  "mlp.gate_proj",
  "mlp.up_proj",
  "mlp.down_proj",
  "input_layernorm",
  "post_attention_layernorm",
);

const BERT_LAYER = both(
  "attention.self.query",
  "attention.self.key",
  "attention.self.value",
  "attention.output.dense",
  "attention.output.LayerNorm",
  "intermediate.dense",
  "output.dense",
  "output.LayerNorm",
);

const BLOOM_LAYER = both(
  "input_layernorm",
  "self_attention.query_key_value",
  "self_attention.dense",
  "post_attention_layernorm",
  "mlp.dense_h_to_4h",
  "mlp.dense_4h_to_h",
);

const DECODER_LAYER = both(
  "self_attn.k_proj",
  "self_attn.v_proj",
  "self_attn.q_proj",
  "self_attn.out_proj",
  "self_attn_layer_norm",
  "fc1",
  "fc2",
  "final_layer_norm",
);

const GPT1_LAYER = both("attn.c_attn", "attn.c_proj", "ln_1", "mlp.c_fc", "mlp.c_proj", "ln_2");

const MODELS: readonly Model[] = [
  {
    who: "Llama 2 and 3 (meta-llama/Llama-3.2-1B)",
    names: [
      ...weights("model.embed_tokens", "model.norm", "lm_head"),
      ...under("model.layers.0", LLAMA_LAYER),
    ],
    is: "Llama",
  },
  {
    who: "Qwen 2 (Qwen/Qwen2.5-0.5B)",
    names: [
      ...weights("model.embed_tokens", "model.norm"),
      ...under("model.layers.0", LLAMA_LAYER),
      ...under("model.layers.0", ["self_attn.q_proj.bias", "self_attn.k_proj.bias", "self_attn.v_proj.bias"]),
    ],
    is: "Llama",
  },
  {
    who: "Llama as Meta, and Mistral as Mistral AI publish it (consolidated.safetensors)",
    names: [
      ...weights("tok_embeddings", "norm", "output"),
      ...under(
        "layers.0",
        weights(
          "attention.wq",
          "attention.wk",
          "attention.wv",
          "attention.wo",
          "feed_forward.w1",
          "feed_forward.w2",
          "feed_forward.w3",
          "attention_norm",
          "ffn_norm",
        ),
      ),
    ],
    is: "Llama",
  },
  {
    who: "the first Qwen (Qwen/Qwen-7B), whose RMSNorms are named as in GPT-2",
    names: [
      ...weights("transformer.wte", "transformer.ln_f", "lm_head"),
      ...under("transformer.h.0", [
        "ln_1.weight",
        "attn.c_attn.weight",
        "attn.c_attn.bias",
        "attn.c_proj.weight",
        "ln_2.weight",
        "mlp.w1.weight",
        "mlp.w2.weight",
        "mlp.c_proj.weight",
      ]),
    ],
    is: /Qwen/,
  },
  {
    who: "Gemma 2 (google/gemma-2-2b)",
    names: [
      ...weights("model.embed_tokens", "model.norm"),
      ...under("model.layers.0", LLAMA_LAYER),
      ...under("model.layers.0", weights("pre_feedforward_layernorm", "post_feedforward_layernorm")),
    ],
    is: "Gemma 2",
  },
  {
    who: "Phi 2 (microsoft/phi-2)",
    names: [
      "model.embed_tokens.weight",
      ...both("model.final_layernorm", "lm_head"),
      ...under(
        "model.layers.0",
        both(
          "input_layernorm",
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.dense",
          "mlp.fc1",
          "mlp.fc2",
        ),
      ),
    ],
    is: "Phi",
  },
  {
    who: "BERT (google-bert/bert-base-uncased, with TensorFlow's gamma and beta)",
    names: [
      ...weights("bert.embeddings.word_embeddings", "bert.embeddings.position_embeddings"),
      "bert.embeddings.LayerNorm.gamma",
      "bert.embeddings.LayerNorm.beta",
      ...under(
        "bert.encoder.layer.0",
        BERT_LAYER.map((name) =>
          name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"),
        ),
      ),
    ],
    is: "BERT",
  },
  {
    who: "RoBERTa (FacebookAI/roberta-base)",
    names: [
      "roberta.embeddings.word_embeddings.weight",
      ...both("roberta.embeddings.LayerNorm", "lm_head.layer_norm"),
      ...under("roberta.encoder.layer.0", BERT_LAYER),
    ],
    is: "RoBERTa",
  },
  {
    who: "DistilBERT (distilbert/distilbert-base-uncased)",
    names: [
      "distilbert.embeddings.word_embeddings.weight",
      ...both("distilbert.embeddings.LayerNorm", "vocab_layer_norm"),
      ...under(
        "distilbert.transformer.layer.0",
        both(
          "attention.q_lin",
          "attention.k_lin",
          "attention.v_lin",
          "attention.out_lin",
          "sa_layer_norm",
          "ffn.lin1",
          "ffn.lin2",
          "output_layer_norm",
        ),
      ),
    ],
    is: "DistilBERT",
  },
  {
    who: "GPT-NeoX and Pythia (EleutherAI/pythia-70m)",
    names: [
      ...weights("gpt_neox.embed_in", "embed_out"),
      ...both("gpt_neox.final_layer_norm"),
      ...under("gpt_neox.layers.0", [
        ...both(
          "input_layernorm",
          "post_attention_layernorm",
          "attention.query_key_value",
          "attention.dense",
          "mlp.dense_h_to_4h",
          "mlp.dense_4h_to_h",
        ),
        "attention.bias",
        "attention.masked_bias",
        "attention.rotary_emb.inv_freq",
      ]),
    ],
    is: "GPT-NeoX",
  },
  {
    who: "GPT-J (EleutherAI/gpt-j-6b)",
    names: [
      "transformer.wte.weight",
      ...both("transformer.ln_f", "lm_head"),
      ...under("transformer.h.0", [
        ...both("ln_1", "mlp.fc_in", "mlp.fc_out"),
        ...weights("attn.q_proj", "attn.k_proj", "attn.v_proj", "attn.out_proj"),
        "attn.bias",
        "attn.masked_bias",
      ]),
    ],
    is: "GPT-J",
  },
  {
    who: "CodeGen (Salesforce/codegen-350M-mono)",
    names: [
      "transformer.wte.weight",
      ...both("transformer.ln_f", "lm_head"),
      ...under("transformer.h.0", [
        ...both("ln_1", "mlp.fc_in", "mlp.fc_out"),
        ...weights("attn.qkv_proj", "attn.out_proj"),
        "attn.causal_mask",
      ]),
    ],
    is: "CodeGen",
  },
  {
    who: "GPT-Neo (EleutherAI/gpt-neo-125m)",
    names: [
      ...weights("transformer.wte", "transformer.wpe"),
      ...both("transformer.ln_f"),
      ...under("transformer.h.0", [
        ...both("ln_1", "ln_2", "mlp.c_fc", "mlp.c_proj", "attn.attention.out_proj"),
        ...weights("attn.attention.q_proj", "attn.attention.k_proj", "attn.attention.v_proj"),
        "attn.attention.bias",
        "attn.attention.masked_bias",
      ]),
    ],
    is: "GPT-Neo",
  },
  {
    who: "OPT (facebook/opt-125m)",
    names: [
      ...weights("model.decoder.embed_tokens", "model.decoder.embed_positions"),
      ...both("model.decoder.final_layer_norm"),
      ...under("model.decoder.layers.0", DECODER_LAYER),
    ],
    is: "OPT",
  },
  {
    who: "BART (facebook/bart-base)",
    names: [
      "shared.weight",
      ...both("encoder.layernorm_embedding", "decoder.layernorm_embedding"),
      ...under("encoder.layers.0", DECODER_LAYER),
      ...under("decoder.layers.0", [
        ...DECODER_LAYER,
        ...both("encoder_attn.q_proj", "encoder_attn_layer_norm"),
      ]),
    ],
    is: /BART/,
  },
  {
    who: "Whisper (openai/whisper-tiny), whose decoder layers are those of BART",
    names: [
      ...both("model.encoder.conv1", "model.encoder.conv2", "model.encoder.layer_norm"),
      ...weights(
        "model.encoder.embed_positions",
        "model.decoder.embed_tokens",
        "model.decoder.embed_positions",
      ),
      ...under("model.encoder.layers.0", DECODER_LAYER),
      ...under("model.decoder.layers.0", [...DECODER_LAYER, ...both("encoder_attn_layer_norm")]),
    ],
    is: "Whisper",
  },
  {
    who: "BLOOM (bigscience/bloom-560m), which has an ln_f as GPT-2",
    names: [
      "word_embeddings.weight",
      ...both("word_embeddings_layernorm", "ln_f"),
      ...under("h.0", BLOOM_LAYER),
      ...under("h.1", BLOOM_LAYER),
    ],
    is: "BLOOM",
  },
  {
    who: "BLOOM with a head, as transformers saves it",
    names: [
      "transformer.word_embeddings.weight",
      ...both("transformer.word_embeddings_layernorm", "transformer.ln_f"),
      ...under("transformer.h.0", BLOOM_LAYER),
    ],
    is: "BLOOM",
  },
  {
    who: "Falcon 7B (tiiuae/falcon-7b), which has an ln_f as GPT-2",
    names: [
      ...weights("transformer.word_embeddings", "lm_head"),
      ...both("transformer.ln_f"),
      ...under("transformer.h.0", [
        ...both("input_layernorm"),
        ...weights(
          "self_attention.query_key_value",
          "self_attention.dense",
          "mlp.dense_h_to_4h",
          "mlp.dense_4h_to_h",
        ),
      ]),
    ],
    is: "Falcon",
  },
  {
    who: "Falcon 40B (tiiuae/falcon-40b)",
    names: [
      ...weights("transformer.word_embeddings", "lm_head"),
      ...both("transformer.ln_f"),
      ...under("transformer.h.0", [
        ...both("ln_attn", "ln_mlp"),
        ...weights(
          "self_attention.query_key_value",
          "self_attention.dense",
          "mlp.dense_h_to_4h",
          "mlp.dense_4h_to_h",
        ),
      ]),
    ],
    is: "Falcon",
  },
  {
    who: "MPT (mosaicml/mpt-7b)",
    names: [
      ...weights("transformer.wte", "transformer.norm_f"),
      ...under(
        "transformer.blocks.0",
        weights("norm_1", "attn.Wqkv", "attn.out_proj", "norm_2", "ffn.up_proj", "ffn.down_proj"),
      ),
    ],
    is: "MPT",
  },
  {
    who: "T5 (google-t5/t5-small)",
    names: [
      "shared.weight",
      "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
      ...under(
        "encoder.block.0",
        weights(
          "layer.0.SelfAttention.q",
          "layer.0.layer_norm",
          "layer.1.DenseReluDense.wi",
          "layer.1.layer_norm",
        ),
      ),
      ...under(
        "decoder.block.0",
        weights(
          "layer.0.layer_norm",
          "layer.1.EncDecAttention.q",
          "layer.1.layer_norm",
          "layer.2.layer_norm",
        ),
      ),
      ...weights("encoder.final_layer_norm", "decoder.final_layer_norm"),
    ],
    is: "T5",
  },
  {
    who: "Mamba (state-spaces/mamba-130m-hf)",
    names: [
      ...weights("backbone.embeddings", "backbone.norm_f"),
      ...under("backbone.layers.0", [
        "norm.weight",
        "mixer.A_log",
        "mixer.D",
        "mixer.conv1d.weight",
        "mixer.conv1d.bias",
        "mixer.in_proj.weight",
        "mixer.x_proj.weight",
        "mixer.dt_proj.weight",
        "mixer.dt_proj.bias",
        "mixer.out_proj.weight",
      ]),
    ],
    is: "Mamba",
  },
  {
    who: "RWKV (RWKV/rwkv-4-169m-pile)",
    names: [
      "rwkv.embeddings.weight",
      ...both("rwkv.blocks.0.pre_ln", "rwkv.ln_out"),
      ...under("rwkv.blocks.0", [...both("ln1", "ln2"), "attention.time_decay", "attention.key.weight"]),
    ],
    is: /RWKV/,
  },
  {
    who: "ViT (google/vit-base-patch16-224)",
    names: [
      "vit.embeddings.cls_token",
      "vit.embeddings.position_embeddings",
      ...both("vit.embeddings.patch_embeddings.projection", "vit.layernorm", "classifier"),
      ...under(
        "vit.encoder.layer.0",
        both(
          "attention.attention.query",
          "attention.output.dense",
          "intermediate.dense",
          "output.dense",
          "layernorm_before",
          "layernorm_after",
        ),
      ),
    ],
    is: "ViT",
  },
  {
    who: "ViT of timm",
    names: [
      "cls_token",
      "pos_embed",
      ...both("patch_embed.proj", "norm", "head"),
      ...under("blocks.0", both("norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2")),
    ],
    is: /vision transformer/,
  },
  {
    who: "CLIP (openai/clip-vit-base-patch32)",
    names: [
      "logit_scale",
      "vision_model.embeddings.patch_embedding.weight",
      ...under("vision_model.encoder.layers.0", both("layer_norm1", "self_attn.q_proj", "layer_norm2")),
      ...under("text_model.encoder.layers.0", both("layer_norm1", "self_attn.q_proj", "layer_norm2")),
    ],
    is: "CLIP",
  },
  {
    who: "GPT-1 (openai-community/openai-gpt), whose norms are named as in GPT-2",
    names: [
      ...weights("tokens_embed", "positions_embed"),
      ...under("h.0", ["attn.bias", ...GPT1_LAYER]),
      ...under("h.1", ["attn.bias", ...GPT1_LAYER]),
    ],
    is: /GPT-1/,
  },
  {
    who: "GPT-1 with a head, as transformers saves it",
    names: [
      ...weights("transformer.tokens_embed", "transformer.positions_embed", "lm_head"),
      ...under("transformer.h.0", GPT1_LAYER),
    ],
    is: /GPT-1/,
  },
  {
    who: "a Decision Transformer (edbeeching/decision-transformer-gym-hopper-medium)",
    names: [
      ...both("embed_timestep", "embed_return", "embed_state", "embed_ln").filter(
        (name) => name !== "embed_timestep.bias",
      ),
      ...both("encoder.ln_f"),
      ...under("encoder.h.0", GPT1_LAYER),
    ],
    is: /Decision Transformer/,
  },
  {
    who: "a GPT-2 of Megatron-LM",
    names: [
      ...weights(
        "model.language_model.embedding.word_embeddings",
        "model.language_model.embedding.position_embeddings",
      ),
      ...under(
        "model.language_model.encoder.layers.0",
        both(
          "input_layernorm",
          "self_attention.query_key_value",
          "self_attention.dense",
          "post_attention_layernorm",
          "mlp.dense_h_to_4h",
          "mlp.dense_4h_to_h",
        ),
      ),
      ...both("model.language_model.encoder.final_layernorm"),
    ],
    is: /Megatron/,
  },
  {
    who: "Megatron core",
    names: under("model", [
      ...weights("embedding.word_embeddings", "embedding.position_embeddings"),
      "decoder.layers.0.self_attention.linear_qkv.layer_norm_weight",
      ...both("decoder.layers.0.self_attention.linear_qkv", "decoder.layers.0.mlp.linear_fc1"),
    ]),
    is: /naming of Megatron core/,
  },
  {
    who: "an optimiser of PyTorch",
    names: ["state.0.step", "state.0.exp_avg", "state.0.exp_avg_sq"],
    is: /state of an optimiser/,
  },
  {
    who: "DeepSpeed's optimiser",
    names: [
      "optimizer_state_dict.fp32_flat_groups.0",
      "optimizer_state_dict.optimizer_state_dict.state.0.exp_avg",
    ],
    is: /DeepSpeed optimiser/,
  },
  {
    who: "FSDP's local state",
    names: ["_flat_param", "transformer.h.0._flat_param"],
    is: /flat parameters of FSDP/,
  },
  {
    who: "Keras 3",
    names: ["/layers/embedding/vars/0", "/layers/layer_normalization_3/vars/0"],
    is: /numbered instead of named/,
  },
];

const LORA = under("base_model.model.transformer.h.0", weights("attn.c_attn.lora_A", "attn.c_attn.lora_B"));

const ADAPTERS: readonly Model[] = [
  { who: "LoRA", names: LORA, is: /PEFT adapter \(LoRA\)/ },
  {
    who: "LoRA as older versions name it",
    names: under(
      "base_model.model.transformer.h.0",
      weights("attn.c_attn.lora_A.default", "attn.c_attn.lora_B.default"),
    ),
    is: /PEFT adapter \(LoRA\)/,
  },
  {
    who: "LoRA of an embedding",
    names: under("base_model.model.transformer.wte", ["lora_embedding_A", "lora_embedding_B"]),
    is: /PEFT adapter \(LoRA\)/,
  },
  {
    who: "DoRA",
    names: [...LORA, "base_model.model.transformer.h.0.attn.c_attn.lora_magnitude_vector"],
    is: /PEFT adapter/,
  },
  {
    who: "LoRA of a Llama, which is told as an adapter and not as a Llama",
    names: under("base_model.model.model.layers.0.self_attn", weights("q_proj.lora_A", "q_proj.lora_B")),
    is: /PEFT adapter \(LoRA\)/,
  },
  {
    who: "LoRA, unmerged and with trained LayerNorms",
    names: [
      ...LORA,
      ...both("base_model.model.transformer.h.0.ln_1.original_module"),
      ...both("base_model.model.transformer.h.0.ln_1.modules_to_save.default"),
    ],
    is: /unmerged PEFT model.*original_module and modules_to_save/,
  },
  { who: "prompt tuning", names: ["prompt_embeddings"], is: /PEFT adapter \(prompt tuning\)/ },
  {
    who: "IA3",
    names: under("base_model.model.transformer.h.0", ["attn.c_attn.ia3_l", "mlp.c_proj.ia3_l"]),
    is: /PEFT adapter/,
  },
  {
    who: "LayerNorm tuning, which does hold LayerNorms",
    names: under("base_model.model.transformer.h.0", both("ln_1.ln_tuning_layers", "ln_2.ln_tuning_layers")),
    is: /PEFT adapter/,
  },
];

const REFUSED = MODELS.filter(({ is }) => typeof is !== "string");
const READ = MODELS.filter(({ is }) => typeof is === "string");

describe("a model of another family is read as one", () => {
  it.each(READ)("$who", async ({ names, is }) => {
    for (const wrapped of [names, names.map((name) => `module._orig_mod.${name}`)]) {
      const { info, layerNorms } = await openModel(readerOf(wrapped));
      expect(info.architecture.title).toBe(is);
      const own = wrapped.filter((name) => /norm|ln_|layrnorm/i.test(name) && !/embed_/.test(name));
      expect([...layerNorms.values()].map((norm) => norm.info.name).sort()).toEqual([...own].sort());
    }
  });
});

describe("a model of no family that is read is refused as what it is", () => {
  it.each(REFUSED)("$who", async ({ names, is }) => {
    const refusal = await refusalOf(openModel(readerOf(names)));
    expect(refusal.code).toBe("NOT_GPT2");
    expect(refusal.where).toBe("model.safetensors");
    expect(refusal.message).toMatch(is);
    expect(refusal.fix).not.toBeNull();
  });

  it("under whatever its names are wrapped in", async () => {
    for (const { who, names, is } of REFUSED) {
      const wrapped = names.map((name) => `module._orig_mod.${name}`);
      const outcome = await refusalOf(openModel(readerOf(wrapped)));
      expect(outcome.message, who).toMatch(is);
    }
  });

  it("but not a file of which a single name happens to fit in the middle", async () => {
    const refusal = await refusalOf(
      openModel(readerOf(["mylayers.0.input_layernorm.weight", "x.lora_Alpha"])),
    );
    expect(refusal.code).toBe("NOT_GPT2");
    expect(refusal.message).toContain("has no LayerNorms of a GPT-2");
  });
});

describe("an adapter is refused, and the way to a whole model told", () => {
  it.each(ADAPTERS)("$who", async ({ names, is }) => {
    const refusal = await refusalOf(openModel(readerOf(names)));
    expect(refusal.code).toBe("NOT_GPT2");
    expect(refusal.message).toMatch(is);
  });

  it("LoRA can be merged", async () => {
    expect((await refusalOf(openModel(readerOf(LORA)))).fix).toContain("merge_and_unload");
  });
});

describe("a file that looks like nothing known", () => {
  it("is refused with the names that it begins with", async () => {
    const refusal = await refusalOf(
      openModel(readerOf(["conv1.weight", "conv2.weight", "fc.weight", "fc.bias"])),
    );
    expect(refusal.code).toBe("NOT_GPT2");
    expect(refusal.message).toContain("h.N.ln_1, h.N.ln_2, ln_f");
    expect(refusal.message).toContain('its 4 tensors begin with "conv1.weight", "conv2.weight", "fc.weight"');
  });

  it("is refused when it holds no tensors at all, and says so", async () => {
    const refusal = await refusalOf(openModel(readerOf([])));
    expect(refusal.code).toBe("NOT_GPT2");
    expect(refusal.message).toContain("it holds no tensors");
  });

  it("is refused with its names inert", async () => {
    const refusal = await refusalOf(openModel(readerOf(["\u001b[2J\n\u202e"])));
    expect(refusal.message).toContain("\\u{1b}[2J\\u{a}\\u{202e}");
  });

  it("is not called a GPT-2 for a LayerNorm whose number is no block", async () => {
    const refusal = await refusalOf(openModel(readerOf(["h.9007199254740993.ln_1.weight"])));
    expect(refusal.code).toBe("NOT_GPT2");
  });
});

describe("a GPT-2", () => {
  const block = both("attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj");
  const norms = (prefix: string) => layerNormNames({ blocks: 2, prefix });

  it.each([
    ["of the Hub", "", [...weights("wte", "wpe"), ...under("h.0", ["attn.bias", ...block])]],
    [
      "with a head",
      "transformer.",
      [...weights("transformer.wte", "transformer.wpe", "lm_head"), ...under("transformer.h.0", block)],
    ],
    ["of nanoGPT after torch.compile", "_orig_mod.transformer.", under("_orig_mod.transformer.h.0", block)],
    [
      "with a value head (TRL)",
      "pretrained_model.transformer.",
      ["v_head.summary.weight", ...under("pretrained_model.transformer.h.0", block)],
    ],
    [
      "as the decoder of an image captioner",
      "decoder.transformer.",
      [
        "encoder.embeddings.patch_embeddings.projection.weight",
        ...under("encoder.encoder.layer.0", BERT_LAYER),
        ...under("decoder.transformer.h.0", block),
      ],
    ],
    [
      "under LoRA, saved whole",
      "base_model.model.transformer.",
      under(
        "base_model.model.transformer.h.0",
        weights("attn.c_attn.base_layer", "attn.c_attn.lora_A.default", "attn.c_attn.lora_B.default"),
      ),
    ],
    ["of StarCoder's architecture (GPT-BigCode)", "transformer.", under("transformer.h.0", block)],
  ])("%s is taken for one", async (_who, prefix, others) => {
    const model = await openModel(readerOf([...others, ...norms(prefix)]));
    expect(model.info.prefix).toBe(prefix);
    expect(model.layerNorms.size).toBe(10);
  });
});

describe("the list of lookalikes", () => {
  it("has an example here for each of its entries", () => {
    const names = [...MODELS, ...ADAPTERS].map((model) => model.names);
    const unseen = LOOKALIKES.filter(
      (lookalike) =>
        !names.some(
          (list) => LOOKALIKES.find(({ pattern }) => list.some((name) => pattern.test(name))) === lookalike,
        ),
    );
    expect(unseen.map(({ is }) => is)).toEqual([]);
  });
});
