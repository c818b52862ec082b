import { describe, expect, it } from "vitest";
import { openModel } from "../../src/family/index.js";
import { FAMILIES } from "../../src/family/registry.js";
import { canonicalName } from "../../src/model/sites.js";
import {
  BLOCKS,
  FAMILY_MODELS,
  type FamilyModel,
  ggufReaderOfModel,
  inBlocks,
  readerOfModel,
} from "../support/familyModels.js";
import { refusalOf } from "../support/refusal.js";
import { readerOf } from "../support/tensorReader.js";

/** Families that no file here is of, by the names of their norms. */

const MODELS = Object.entries(FAMILY_MODELS);

/** Block after block, and what is next to each other in a block. */
function expectedOrder(norms: FamilyModel["norms"]): (readonly [name: string, place: string])[] {
  const runs: (readonly [string, string])[][] = [];
  const stackOf = (module: string) => (/\.N\./.test(module) ? module.slice(0, module.indexOf(".N.")) : null);
  for (const norm of norms) {
    const stack = stackOf(norm[0]);
    const [before] = runs.at(-1) ?? [];
    if (stack !== null && before !== undefined && stackOf(before[0]) === stack) runs.at(-1)?.push(norm);
    else runs.push([norm]);
  }
  return runs.flatMap((run) => {
    const count = stackOf(run[0]?.[0] ?? "") === null ? 1 : BLOCKS;
    return Array.from({ length: count }, (_, block) =>
      run.map(([module, place]) => [inBlocks(`${module}.weight`)[block] as string, place] as const),
    ).flat();
  });
}

describe("a model of another family", () => {
  it.each(MODELS)("%s: its norms, each in its place", async (_name, model) => {
    const { info, layerNorms } = await openModel(readerOfModel(model));
    expect(info.architecture.title).toBe(model.title);
    expect(info.blocks).toBe(BLOCKS);
    const gains = [...layerNorms.values()].filter(({ id }) => id.parameter === "gain");
    expect(gains.map((norm) => [norm.info.name, norm.site.place])).toEqual(expectedOrder(model.norms));
    for (const { addend } of gains) expect(addend).toBe(model.storesGainMinus1 === true ? 1 : 0);
    const biases = [...layerNorms.values()].filter(({ id }) => id.parameter === "bias");
    expect(biases.length).toBe(model.hasBias === true ? gains.length : 0);
  });

  it.each(MODELS)("%s: the same under other wrappers", async (_name, model) => {
    const own = await openModel(readerOfModel(model));
    for (const wrap of [
      (name: string) => `module._orig_mod.${name}`,
      (name: string) => name.replace(/^(?:model|transformer|gpt_neox|backbone|roberta|distilbert)\./, ""),
    ]) {
      const wrapped: FamilyModel = {
        ...model,
        norms: model.norms.map(([module, place]) => [wrap(module), place] as const),
        others: (model.others ?? []).map(wrap),
      };
      const other = await openModel(readerOfModel(wrapped));
      expect([...other.layerNorms.keys()]).toEqual([...own.layerNorms.keys()]);
    }
  });

  it.each(MODELS.filter(([, { gguf }]) => gguf !== undefined))(
    "%s: the same as GGUF",
    async (_name, model) => {
      const own = await openModel(readerOfModel(model));
      const reader = ggufReaderOfModel(model);
      if (reader === null) return;
      const { layerNorms } = await openModel(reader);
      const modules: readonly (string | null | undefined)[] = (model.gguf ?? []).slice(1);
      const expected = new Map(
        model.norms.flatMap(([module], i): (readonly [string, string | undefined])[] => {
          const called = modules[i];
          const names = called === null || called === undefined ? [] : inBlocks(`${called}.weight`);
          return called === null
            ? []
            : inBlocks(`${module}.weight`).map((name, block) => [name, names[block]]);
        }),
      );
      const gains = [...layerNorms].filter(([, { id }]) => id.parameter === "gain");
      expect(gains.map(([name, norm]) => [own.layerNorms.get(name)?.info.name, norm.info.name])).toEqual(
        gains
          .map(([name]) => own.layerNorms.get(name)?.info.name ?? "")
          .map((name) => [name, expected.get(name)]),
      );
      expect(gains.length).toBe(expected.size);
      // The converter adds the 1 where a family stores gain - 1.
      for (const [, { addend }] of gains) expect(addend).toBe(0);
    },
  );

  it.each(MODELS)("%s with a norm that nobody knows is not half read", async (_name, model) => {
    const stranger = { ...model, others: [...(model.others ?? []), "model.layers.N.extra_layernorm.weight"] };
    const reader = readerOfModel(stranger);
    const name = "model.layers.0.extra_layernorm.weight";
    const tensors = new Map(reader.tensors).set(name, { name, dtype: "F32", shape: [8] });
    const refusal = await refusalOf(openModel(Object.assign(reader, { tensors })));
    expect(refusal.code).toBe("NOT_GPT2");
    expect(refusal.message).toContain("extra_layernorm");
  });
});

describe("each family of the registry", () => {
  it.each(FAMILIES.map((family) => [family.architecture.name, family] as const))(
    "%s is found by its own canonical names, where its config.json or GGUF names it",
    async (name, family) => {
      const names = family.architecture.sites.flatMap((site) =>
        [0, 1].flatMap((block) =>
          (site.hasBias ? (["gain", "bias"] as const) : (["gain"] as const)).map((parameter) =>
            canonicalName(site, { block: site.scope === "block" ? block : null, parameter }),
          ),
        ),
      );
      const metadata = new Map(
        name === "gpt2"
          ? []
          : [
              ["extracted_by", "gpt2-wdist"],
              ["architecture", name],
            ],
      );
      const { info } = await openModel(Object.assign(readerOf([...new Set(names)]), { metadata }));
      expect(info.architecture.name).toBe(name);
    },
  );

  it("has a name of its own, and each layout of a family the same title", () => {
    const names = FAMILIES.map(({ architecture }) => architecture.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("a model of a family that is not read", () => {
  const llamaNames = [
    "model.layers.0.input_layernorm.weight",
    "model.layers.0.post_attention_layernorm.weight",
    "model.norm.weight",
  ];
  const withType = (names: readonly string[], config: Readonly<Record<string, unknown>>) =>
    readerOfModel({ config, title: "", norms: names.map((name) => [name.replace(/\.weight$/, ""), ""]) });

  it("is refused by what its config.json calls it, whatever its norms are called", async () => {
    const refusal = await refusalOf(openModel(withType(llamaNames, { model_type: "qwen3_next" })));
    expect(refusal.message).toContain('a model of the type "qwen3_next"');
    const gpt2Names = ["h.0.ln_1.weight", "h.0.ln_2.weight", "ln_f.weight"];
    const image = await refusalOf(openModel(withType(gpt2Names, { model_type: "imagegpt" })));
    expect(image.message).toContain('a model of the type "imagegpt"');
  });

  it("is refused where nothing tells it from another that stores its gains otherwise", async () => {
    const refusal = await refusalOf(openModel(readerOf(llamaNames)));
    expect(refusal.fix).toContain("config.json");
    const llama = await openModel(readerOf([...llamaNames, "lm_head.weight"]));
    expect(llama.info.architecture.title).toBe("Llama");
    const head = { name: "lm_head.weight", dtype: "F32", shape: [256_000, 4] };
    const gemma = await refusalOf(openModel(readerOf([...llamaNames, head])));
    expect(gemma.fix).toContain("config.json");
  });

  it.each([
    ["OLMo 1", { model_type: "olmo" }, /an OLMo 1, whose LayerNorms have neither gain nor bias/],
    [
      "an OPT without affine norms",
      { model_type: "opt", layer_norm_elementwise_affine: false },
      /an OPT without affine LayerNorms/,
    ],
    ["what nothing is said of", {}, /norms have no parameters/],
  ])("%s is said to have no norms to read", async (_who, config, is) => {
    const names = ["q_proj", "k_proj"].map((name) => `model.layers.0.self_attn.${name}`);
    const refusal = await refusalOf(openModel(withType(names, config)));
    expect(refusal.message).toMatch(is);
  });
});

describe("stacks of different depths", () => {
  it("are whole each by itself, and said in the model's facts", async () => {
    const reader = readerOfModel({
      ...(FAMILY_MODELS.Whisper as FamilyModel),
      config: { model_type: "whisper", encoder_layers: 2, decoder_layers: 1 },
    });
    const tensors = new Map(
      [...reader.tensors].filter(([name]) => !name.startsWith("model.decoder.layers.1.")),
    );
    const { info } = await openModel(Object.assign(reader, { tensors }));
    expect(info.blocks).toBe(2);
    expect(info.stacks).toEqual([
      { name: "encoder", blocks: 2, width: 8 },
      { name: "decoder", blocks: 1, width: 8 },
    ]);
  });
});
