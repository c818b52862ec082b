import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openModel } from "../../src/family/index.js";
import { plainName } from "../../src/family/plainNames.js";
import { stateWord } from "../../src/family/trainingState.js";
import type { ModelConfig } from "../../src/model/modelConfig.js";
import type { TensorInfo } from "../../src/model/tensors.js";
import { refusalOf } from "../support/refusal.js";
import { layerNormNames } from "../support/safetensorsFile.js";
import { readerOf } from "../support/tensorReader.js";

/** Names as people's files have them: read rightly or refused, and never a part of a model for the whole. */

const BLOCKS = 3;
const NAMES = layerNormNames({ blocks: BLOCKS });
const WRAPPERS = [
  "module",
  "_orig_mod",
  "_fsdp_wrapped_module",
  "_fpw_module",
  "_checkpoint_wrapped_module",
  "_forward_module",
];

async function layerNormsOf(names: readonly (string | TensorInfo)[]): Promise<string[]> {
  return [...(await openModel(readerOf(names))).layerNorms.keys()];
}

describe("wrapper words", () => {
  it("do not matter anywhere in a name, whichever tensors have them", async () => {
    const place = fc.record({ at: fc.nat(5), word: fc.constantFrom(...WRAPPERS), isWrapped: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(place, { minLength: NAMES.length, maxLength: NAMES.length }),
        async (places) => {
          const names = NAMES.map((name, i) => {
            const { at, word, isWrapped } = places[i] as (typeof places)[number];
            const segments = `transformer.${name}`.split(".");
            return isWrapped
              ? segments.toSpliced(Math.min(at, segments.length - 1), 0, word).join(".")
              : segments.join(".");
          });
          expect(await layerNormsOf(names)).toEqual(NAMES);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("tell two models apart, where nothing else does", async () => {
    const names = [...NAMES, ...NAMES.map((name) => `_orig_mod.${name}`)];
    expect((await refusalOf(openModel(readerOf(names)))).code).toBe("AMBIGUOUS");
  });
});

describe("the names of other libraries", () => {
  const RENAMED: readonly (readonly [string, (name: string) => string])[] = [
    ["Flax in safetensors", (name) => name.replace(/weight$/, "scale")],
    ["slashes with weight and bias", (name) => `/transformer/${name.replaceAll(".", "/")}`],
    [
      "blocks with leading zeros",
      (name) => name.replace(/h\.(\d+)/, (_, block: string) => `h.${block.padStart(2, "0")}`),
    ],
    ["gamma and beta", (name) => name.replace(/weight$/, "gamma").replace(/bias$/, "beta")],
    [
      "objects of TensorFlow 2",
      (name) =>
        `transformer/${name
          .replaceAll(".", "/")
          .replace(/weight$/, "gamma")
          .replace(/bias$/, "beta")}/.ATTRIBUTES/VARIABLE_VALUE`,
    ],
    ["minGPT", (name) => name.replace(/^h\./, "blocks.").replace(/ln_([12])/, "ln$1")],
    ["LitGPT", (name) => `transformer.${name.replace(/ln_([12])/, "norm_$1")}`],
    [
      "the book",
      (name) =>
        name
          .replace(/^h\./, "trf_blocks.")
          .replace(/ln_([12])/, "norm$1")
          .replace("ln_f", "final_norm")
          .replace(/weight$/, "scale")
          .replace(/bias$/, "shift"),
    ],
  ];
  it.each(RENAMED)("of %s are read", async (_, rename) => {
    expect(await layerNormsOf(NAMES.map(rename))).toEqual(NAMES);
  });

  it("are read where the blocks of a scanned model are one array", async () => {
    const stacked = (name: string): TensorInfo => ({ name, dtype: "F32", shape: [BLOCKS, 4] });
    const names = ["ln_1", "ln_2"].flatMap((norm) =>
      ["scale", "bias"].map((kind) => stacked(`h/${norm}/${kind}`)),
    );
    const reader = {
      ...readerOf([...names, "ln_f/scale", "ln_f/bias"]),
      read: async (name: string) =>
        Float64Array.from({ length: BLOCKS * 4 }, (_, i) => (name === "h/ln_2/scale" ? i : -1)),
    };
    const model = await openModel(reader);
    expect([...model.layerNorms.keys()]).toEqual(NAMES);
    expect([...(await model.read("h.1.ln_2.weight"))]).toEqual([4, 5, 6, 7]);
  });

  it("are written as PyTorch writes them", () => {
    expect(plainName("/a/module/h_._03/ln_1/gamma:0")).toBe(".a.h.3.ln_1.weight");
    expect(plainName("model/h11/ln_2/b")).toBe("model.h.11.ln_2.bias");
  });
});

describe("the state of a training", () => {
  const WORDS = [
    "opt_state/0/mu/",
    "0/nu/",
    "0/trace/",
    "optim.exp_avg.",
    "optimizer.momentum_buffer.",
    "training/Adam/",
    "grad.",
    "shadow.",
  ];
  it.each(WORDS)("under %s is never a model", async (prefix) => {
    const refusal = await refusalOf(openModel(readerOf(NAMES.map((name) => prefix + name))));
    expect(refusal.code).toBe("NOT_GPT2");
    expect(refusal.message).toMatch(/gradients or the state of an optimizer/);
  });

  it.each(WORDS)("under %s is left out beside one", async (prefix) => {
    const names = [...NAMES.map((name) => prefix + name), ...NAMES.map((name) => `params.${name}`)];
    const model = await openModel(readerOf(names));
    expect([...model.layerNorms.keys()]).toEqual(NAMES);
    expect([...model.layerNorms.values()].every(({ info }) => stateWord(info.name) === null)).toBe(true);
  });

  it("is not what a model calls its own modules", () => {
    expect(["h.0.mlp.c_fc.weight", "transformer.ln_f.bias", "momentary.h.0"].map(stateWord)).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe("a part of a model", () => {
  const partial = async (names: readonly (string | TensorInfo)[], more: object = {}, label?: string) => {
    const refusal = await refusalOf(openModel({ ...readerOf(names, label), ...more }));
    expect(refusal.code).toBe("PARTIAL");
    return refusal.message;
  };

  it("is refused where only a norm outside of the blocks is known, and a near miss is quoted", async () => {
    expect(await partial(["ln_f.weight", "h.0.lnorm_1.weight"])).toContain(
      '"h.0.lnorm_1.weight" looks like a norm',
    );
  });

  it("is refused where other tensors are of deeper blocks", async () => {
    expect(await partial([...NAMES, "h.7.attn.c_attn.weight"])).toContain(
      "norms of 3 blocks, but tensors of block 7",
    );
  });

  it("is refused where config.json says another depth, and taken where it says the same", async () => {
    const config = (depth: number): ModelConfig => ({
      text: () => null,
      texts: () => [],
      number: () => null,
      flag: () => null,
      count: () => depth,
    });
    expect(await partial(NAMES, { readConfig: async () => config(12) })).toContain(
      "config.json beside it says 12",
    );
    const same = await openModel({ ...readerOf(NAMES), readConfig: async () => config(3) });
    expect(same.info.blocks).toBe(3);
  });

  it("is refused where it is one shard of several", async () => {
    expect(await partial(NAMES.slice(4), {}, "model-00002-of-00003.safetensors")).toContain("part 2 of 3");
  });

  it("is refused where one norm is of no block", async () => {
    expect(await partial(NAMES.filter((name) => !name.includes("ln_2")))).toContain("h.N.ln_2 of no block");
  });

  it("is taken where it was extracted, and says so in its metadata", async () => {
    const metadata = new Map([["extracted_by", "gpt2-wdist"]]);
    const names = [...NAMES, "h.7.attn.c_attn.weight"];
    expect((await openModel({ ...readerOf(names), metadata })).info.blocks).toBe(BLOCKS);
  });

  it.each([[[0]], [[1]]])(
    "left by ZeRO-3 and FSDP as placeholders of shape %j is named with its mend",
    async (shape) => {
      const refusal = await refusalOf(
        openModel(readerOf(NAMES.map((name) => ({ name, dtype: "F32", shape })))),
      );
      expect(refusal.message).toContain("placeholders of weights in shards");
      expect(refusal.fix).toContain("zero_to_fp32.py");
    },
  );

  it("is never taken for the whole, however tensors are split and renumbered", async () => {
    const all = NAMES.flatMap((name) => [name, name.replace(/ln_\w+/, "attn.c_attn")]);
    await fc.assert(
      fc.asyncProperty(fc.subarray(all), fc.nat(40), async (kept, shift) => {
        const names = kept.map((name) =>
          name.replace(/^h\.(\d+)/, (_, block: string) => `h.${Number(block) + shift}`),
        );
        const model = await openModel(readerOf(names)).catch(() => null);
        if (model === null) return;
        const blocks = kept.flatMap((name) => /^h\.(\d+)/.exec(name)?.[1] ?? []).map(Number);
        expect(model.info.blocks).toBe(Math.max(...blocks) + shift + 1);
      }),
      { numRuns: 200 },
    );
  });
});
