import { describe, expect, it } from "vitest";
import { openModel } from "../../src/family/index.js";
import { parseConfig } from "../../src/source/modelConfig.js";
import { refusalOf } from "../support/refusal.js";
import { readerOf, type StubReader } from "../support/tensorReader.js";

/** Models of families that are not read and whose tensors are called as those of one that is. */

const BLOCKS = ["0", "1"];

/** N for the block; biases where they are asked for. */
function named(modules: readonly string[], parameters = ["weight"]): string[] {
  return modules.flatMap((module) =>
    (module.includes(".N.") ? BLOCKS : ["0"]).flatMap((block) =>
      parameters.map((parameter) => `${module.replace(".N.", `.${block}.`)}.${parameter}`),
    ),
  );
}

function readerWith(names: readonly string[], config: Readonly<Record<string, unknown>> | null): StubReader {
  const parsed = config === null ? null : parseConfig(new TextEncoder().encode(JSON.stringify(config)));
  return Object.assign(readerOf(names), { readConfig: async () => parsed });
}

const BOTH = ["weight", "bias"];
const TRANSLATOR = named(
  [
    "model.encoder.layers.N.self_attn_layer_norm",
    "model.encoder.layers.N.final_layer_norm",
    "model.decoder.layers.N.self_attn_layer_norm",
    "model.decoder.layers.N.encoder_attn_layer_norm",
    "model.decoder.layers.N.final_layer_norm",
  ],
  BOTH,
);
const ENDS = named(["model.encoder.layer_norm", "model.decoder.layer_norm"], BOTH);
const GPT2_NORMS = named(["h.N.ln_1", "h.N.ln_2", "ln_f"], BOTH);

describe("a model whose config.json names a family that is not read is refused by that name", () => {
  it.each([
    [
      "exaone",
      "with GPT-Neo's names",
      named([
        ...["transformer.h.N.ln_1", "transformer.h.N.ln_2", "transformer.ln_f"],
        "transformer.h.N.attn.attention.q_proj",
      ]),
    ],
    [
      "telechat",
      "with Megatron's names",
      named(["transformer.layers.N.self_attention.query_key_value", "transformer.layers.N.input_layernorm"]),
    ],
    ["beit", "that sees", named(["beit.embeddings.patch_embeddings.projection", "beit.pooler.layernorm"])],
    ["led", "with BART's names", [...TRANSLATOR, ...named(["model.decoder.layernorm_embedding"], BOTH)]],
    [
      "recurrent_gemma",
      "whose last norm is called as in a GPT-2 written from scratch",
      named(["model.layers.N.temporal_pre_norm", "model.layers.N.channel_pre_norm", "model.final_norm"]),
    ],
  ])("%s, %s", async (type, _why, names) => {
    const { code, message } = await refusalOf(openModel(readerWith(names, { model_type: type })));
    expect(code).toBe("NOT_GPT2");
    expect(message).toContain(`it looks like a model of the type "${type}", as its config.json says`);
  });

  it("a Decision Transformer is a GPT-2 with a norm more", async () => {
    const names = [...GPT2_NORMS, ...named(["embed_ln", "embed_timestep"], BOTH)];
    const { code, message } = await refusalOf(
      openModel(readerWith(names, { model_type: "decision_transformer" })),
    );
    expect(code).toBe("NOT_GPT2");
    expect(message).toContain("a Decision Transformer");
  });

  it("a part of a model is told as that, whatever the model is", async () => {
    const names = ["base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"];
    const { message } = await refusalOf(openModel(readerWith(names, { model_type: "exaone" })));
    expect(message).toContain("a PEFT adapter (LoRA)");
  });
});

describe("without a config.json", () => {
  it.each([
    ["Marian, whose norms are behind its sublayers", TRANSLATOR],
    ["Pegasus, M2M-100, Blenderbot", [...TRANSLATOR, ...ENDS]],
  ])("%s: not taken for a Whisper, whose norms are called so", async (_who, names) => {
    const { message, fix } = await refusalOf(openModel(readerWith(names, null)));
    expect(message).toContain("has norms as a Whisper calls them, and other models call theirs so too");
    expect(fix).toContain("config.json");
    const whisper = [...names, ...ENDS, ...named(["model.encoder.conv1"], BOTH)];
    expect((await openModel(readerWith(whisper, null))).info.architecture.title).toBe("Whisper");
  });

  it("a Decision Transformer is not taken for a GPT-2", async () => {
    const names = [...GPT2_NORMS, ...named(["embed_ln", "embed_timestep"], BOTH)];
    const { message } = await refusalOf(openModel(readerWith(names, null)));
    expect(message).toContain("a Decision Transformer");
  });

  it("a Nemotron-H, of which some blocks have attention, is not taken for a Mamba 2", async () => {
    const mamba = named(["backbone.layers.N.norm", "backbone.norm_f"]);
    const mixer = ["backbone.layers.0.mixer.norm.weight", "backbone.layers.0.mixer.A_log"];
    const attention = ["backbone.layers.1.mixer.q_proj.weight"];
    const { message } = await refusalOf(openModel(readerWith([...mamba, ...mixer, ...attention], null)));
    expect(message).toContain("other models call theirs so too");
  });

  it("a final norm alone is that of a part of a GPT-2", async () => {
    const { code } = await refusalOf(openModel(readerWith(named(["transformer.ln_f"], BOTH), null)));
    expect(code).toBe("PARTIAL");
  });
});

describe("a DeepSeek-V3 as published, with a block that predicts a further token", () => {
  const NORMS = [
    "input_layernorm",
    "self_attn.q_a_layernorm",
    "self_attn.kv_a_layernorm",
    "post_attention_layernorm",
  ].map((module) => `model.layers.N.${module}`);
  const AROUND = named(["enorm", "hnorm", "shared_head.norm"].map((module) => `model.layers.1.${module}`));

  it("is read with that block, and the norms around it are named as not read", async () => {
    const names = [...named([...NORMS, "model.norm"]), ...AROUND];
    const config = { model_type: "deepseek_v3", num_hidden_layers: 1, num_nextn_predict_layers: 1 };
    for (const said of [config, null]) {
      const { info, layerNorms, skipped } = await openModel(readerWith(names, said));
      expect(info.architecture.title).toBe("DeepSeek-V3");
      expect(info.blocks).toBe(2);
      expect(layerNorms.size).toBe(9);
      expect(skipped.map(({ name }) => name)).toEqual(AROUND);
      expect(skipped[0]?.reason).toContain("which only training uses");
    }
  });
});
