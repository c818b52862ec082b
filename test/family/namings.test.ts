import { describe, expect, it } from "vitest";
import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import { FLAX, GGUF, KERAS, LLM_C, OPENAI, PYTORCH } from "../../src/family/gpt2/namings.js";
import { openModel } from "../../src/family/index.js";
import { refusalOf } from "../support/refusal.js";
import { readerOf } from "../support/tensorReader.js";

const ALL = { PYTORCH, OPENAI, FLAX, KERAS, GGUF, LLM_C };

/** In each naming: the gain of ln_1, the bias of ln_2 of block 11, and the gain of ln_f, with a usual prefix. */
const EXAMPLES = [
  { naming: "PYTORCH", prefix: "transformer.", names: ["h.11.ln_1.weight", "h.11.ln_2.bias", "ln_f.weight"] },
  { naming: "OPENAI", prefix: "model/", names: ["h11/ln_1/g", "h11/ln_2/b", "ln_f/g"] },
  {
    naming: "FLAX",
    prefix: "params/transformer/",
    names: ["h/11/ln_1/scale", "h/11/ln_2/bias", "ln_f/scale"],
  },
  {
    naming: "KERAS",
    prefix: "/transformer/tfgp_t2lm_head_model/transformer/",
    names: ["h_._11/ln_1/gamma:0", "h_._11/ln_2/beta:0", "ln_f/gamma:0"],
  },
  {
    naming: "GGUF",
    prefix: "",
    names: ["blk.11.attn_norm.weight", "blk.11.ffn_norm.bias", "output_norm.weight"],
  },
  { naming: "LLM_C", prefix: "", names: ["ln1w[11]", "ln2b[11]", "lnfw"] },
] as const;

describe.each(EXAMPLES)("the naming $naming", ({ naming, prefix, names }) => {
  const { parseName } = ALL[naming];

  it("has gains and biases of both norms and of ln_f, behind a prefix", () => {
    expect(names.map((name) => parseName(prefix + name))).toEqual([
      { prefix, id: { norm: "ln_1", block: 11, parameter: "gain" } },
      { prefix, id: { norm: "ln_2", block: 11, parameter: "bias" } },
      { prefix, id: { norm: "ln_f", block: null, parameter: "gain" } },
    ]);
  });

  it("takes no name of another naming, nor anything before or behind its own", () => {
    const others = EXAMPLES.filter((other) => other.naming !== naming).flatMap((other) => other.names);
    expect(others.map((name) => parseName(name)).filter((named) => named !== null)).toEqual([]);
    for (const name of names) {
      expect(parseName(`${prefix}${name}/Adam`)).toBeNull();
      expect(parseName(`${prefix}x${name}`)).toBeNull();
    }
  });

  it("says of a number that is no block that it is none", () => {
    expect(parseName(prefix + names[0].replace("11", "011"))).toBe("011 is not a block index");
    expect(parseName(prefix + names[0].replace("11", "10000"))).toBe("10000 is not a block index");
  });

  it("is told by openModel, which gives the names of transformers", async () => {
    const { info, layerNorms } = await openModel(readerOf(names.map((name) => prefix + name)));
    expect([...layerNorms.keys()]).toEqual(["h.11.ln_1.weight", "h.11.ln_2.bias", "ln_f.weight"]);
    expect(info).toMatchObject({ naming: ALL[naming].example, prefix, blocks: 12 });
  });
});

it("every naming of the family is among these", () => {
  expect(GPT2.namings).toEqual(Object.values(ALL));
});

it("a checkpoint in two namings is AMBIGUOUS", async () => {
  const refusal = await refusalOf(openModel(readerOf(["ln_f.weight", "model/ln_f/g"])));
  expect(refusal.code).toBe("AMBIGUOUS");
  expect(refusal.message).toContain('under the prefixes ".", "model"');
});

it("the cross-attention's norm is read in Keras's naming too", async () => {
  const names = ["h_._0/ln_1/gamma:0", "h_._0/ln_cross_attn/gamma:0", "h_._0/ln_2/gamma:0", "ln_f/gamma:0"];
  const model = await openModel(readerOf(names));
  expect(model.info.architecture.title).toBe("GPT-2 with cross-attention");
  expect([...model.layerNorms.values()].map(({ info }) => info.name)).toEqual(names);
});

it.each([
  ["distilgpt2", 6, 768],
  ["gpt2-medium", 24, 1024],
  ["gpt2-large", 36, 1280],
  ["gpt2-xl", 48, 1600],
])("%s is a GPT-2 of %i blocks and width %i, with heads of any kind", async (_name, blocks, width) => {
  const tensors = Array.from({ length: blocks }, (_, block) => [
    `h.${block}.ln_1.weight`,
    `h.${block}.ln_2.weight`,
  ]);
  const names = [...tensors.flat(), "ln_f.weight"].map((name) => `transformer.${name}`);
  const reader = readerOf([
    ...names.map((name) => ({ name, dtype: "F32", shape: [width] })),
    { name: "lm_head.weight", dtype: "F32", shape: [50_257, width] },
    { name: "score.weight", dtype: "F32", shape: [2, width] },
  ]);
  const { info, layerNorms } = await openModel(reader);
  expect(info).toMatchObject({ blocks, width });
  expect(layerNorms.size).toBe(2 * blocks + 1);
});
