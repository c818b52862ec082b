import { describe, expect, it } from "vitest";
import { GPT2 } from "../../src/family/gpt2/gpt2.js";
import { openModel } from "../../src/family/index.js";
import { openTensors } from "../../src/format/index.js";
import type { TensorInfo } from "../../src/model/tensors.js";
import { memorySource } from "../support/byteSources.js";
import { refusalOf } from "../support/refusal.js";
import { layerNormNames, layerNormTensors, safetensorsBytes } from "../support/safetensorsFile.js";
import { readerOf } from "../support/tensorReader.js";

function tensor(name: string, shape: readonly number[], dtype = "F32"): TensorInfo {
  return { name, dtype, shape };
}

/** Names in an order that no model has. */
function shuffled(names: readonly string[]): string[] {
  return [...names].sort((a, b) =>
    [...a]
      .reverse()
      .join("")
      .localeCompare([...b].reverse().join("")),
  );
}

describe("openModel", () => {
  it("finds the LayerNorms of a GPT-2 in order of the forward pass, whatever the file's order", async () => {
    const names = layerNormNames({ blocks: 12 });
    const model = await openModel(readerOf(["wte.weight", ...shuffled(names), "h.0.attn.bias"]));
    expect([...model.layerNorms.keys()]).toEqual(names);
    expect(model.layerNorms.get("h.10.ln_2.bias")?.id).toEqual({
      norm: "ln_2",
      block: 10,
      parameter: "bias",
    });
    expect(model.skipped).toEqual([]);
  });

  it("says what it knows of the model", async () => {
    const reader = readerOf([
      tensor("transformer.wte.weight", [50257, 768], "F16"),
      ...layerNormNames({ blocks: 2, prefix: "transformer." }).map((name) =>
        tensor(name, [768], name.includes("ln_f") ? "F32" : "BF16"),
      ),
    ]);
    const { info } = await openModel(reader);
    expect(info).toEqual({
      path: "model.safetensors",
      format: "safetensors",
      files: ["model.safetensors"],
      architecture: GPT2.architecture,
      naming: "h.N.ln_1.weight",
      place: "",
      prefix: "transformer.",
      blocks: 2,
      width: 768,
      dtypes: ["BF16", "F32"],
      tensorCount: 11,
    });
  });

  it("counts blocks by the highest, also when some are missing", async () => {
    const model = await openModel(readerOf(["h.3.ln_1.weight", "h.35.ln_1.weight", "h.35.ln_2.weight"]));
    expect(model.info.blocks).toBe(36);
    expect([...model.layerNorms.keys()]).toEqual(["h.3.ln_1.weight", "h.35.ln_1.weight", "h.35.ln_2.weight"]);
  });

  it("takes a model without biases", async () => {
    const names = layerNormNames({ blocks: 2, bias: false });
    expect([...(await openModel(readerOf(names))).layerNorms.keys()]).toEqual(names);
  });

  it("takes tensors that are named like members of Object.prototype for what they are: not LayerNorms", async () => {
    const names = layerNormNames({ blocks: 1 });
    const model = await openModel(readerOf(["__proto__", "constructor", ...names, "toString"]));
    expect([...model.layerNorms.keys()]).toEqual(names);
  });

  it("reads values by canonical name, whatever the file calls the tensor", async () => {
    const bytes = safetensorsBytes(layerNormTensors({ blocks: 1, width: 2, prefix: "transformer." }));
    const model = await openModel(await openTensors(memorySource(bytes)));
    expect([...(await model.read("h.0.ln_1.weight"))]).toEqual([1 / 256, 2 / 256]);
    expect([...(await model.read("ln_f.bias"))]).toEqual([11 / 256, 12 / 256]);
  });

  it("refuses a name that it does not have", async () => {
    const model = await openModel(readerOf(layerNormNames({ blocks: 1 })));
    await expect(model.read("transformer.ln_f.weight")).rejects.toMatchObject({
      code: "NOT_IN_MODEL",
      what: 'has no norm "transformer.ln_f.weight"',
    });
  });

  it("reads no weights, and closes the reader when it is closed", async () => {
    const reader = readerOf(layerNormNames({ blocks: 12 }));
    const model = await openModel(reader);
    expect(reader.isClosed()).toBe(false);
    await model.close();
    expect(reader.isClosed()).toBe(true);
  });

  it("closes the reader when it refuses", async () => {
    const reader = readerOf(["wte.weight"]);
    await refusalOf(openModel(reader));
    expect(reader.isClosed()).toBe(true);
  });
});

describe("what openModel skips", () => {
  it("are numbers that are no blocks, with a reason", async () => {
    const names = layerNormNames({ blocks: 1 });
    const model = await openModel(readerOf([...names, "h.9007199254740993.ln_1.weight"]));
    expect([...model.layerNorms.keys()]).toEqual(names);
    expect(model.info.blocks).toBe(1);
    expect(model.skipped.map(({ name }) => name)).toEqual(["h.9007199254740993.ln_1.weight"]);
    expect(model.skipped.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("9007199254740993 is not a block index"),
    ]);
  });
});

describe("openModel refuses", () => {
  it("two sets of LayerNorms as AMBIGUOUS, naming both prefixes", async () => {
    const refusal = await refusalOf(
      openModel(
        readerOf([
          ...layerNormNames({ blocks: 1, prefix: "policy.transformer." }),
          ...layerNormNames({ blocks: 1, prefix: "reference.transformer." }),
        ]),
      ),
    );
    expect(refusal.code).toBe("AMBIGUOUS");
    expect(refusal.message).toContain(
      '2 sets of GPT-2 LayerNorms, at "policy.transformer", "reference.transformer"',
    );
    expect(refusal.fix).toContain("--at policy.transformer");
  });

  it("a set without a prefix beside one with, as AMBIGUOUS", async () => {
    const refusal = await refusalOf(openModel(readerOf(["ln_f.weight", "transformer.ln_f.weight"])));
    expect(refusal.code).toBe("AMBIGUOUS");
    expect(refusal.message).toContain('under the prefixes ".", "transformer", and none of them is whole');
  });

  it("any number of sets with a short message, without control characters", async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `\u001b[${i}m${"x".repeat(500)}.ln_f.weight`);
    const refusal = await refusalOf(openModel(readerOf(names)));
    expect(refusal.code).toBe("AMBIGUOUS");
    expect(refusal.message).toContain("1000 sets");
    expect(refusal.message).not.toContain("\u001b");
    expect(refusal.message.length).toBeLessThan(1000);
  });

  it.each<readonly [what: string, shape: readonly number[]]>([
    ["no dimension", []],
    ["two dimensions", [4, 4]],
    ["two dimensions, one of them 1", [1, 4]],
    ["no values", [0]],
    ["no values in two dimensions", [0, 4]],
  ])("a LayerNorm of %s as BAD_SHAPE, naming the tensor", async (_what, shape) => {
    const refusal = await refusalOf(
      openModel(readerOf(["h.0.ln_1.weight", tensor("h.0.ln_2.weight", shape), "ln_f.weight"])),
    );
    expect(refusal.code).toBe("BAD_SHAPE");
    expect(refusal.where).toBe('model.safetensors, tensor "h.0.ln_2.weight"');
    expect(refusal.message).toContain(`has shape [${shape}]`);
  });

  it("LayerNorms of two widths as BAD_SHAPE, naming both tensors", async () => {
    const refusal = await refusalOf(openModel(readerOf(["h.0.ln_1.weight", tensor("h.0.ln_1.bias", [8])])));
    expect(refusal.code).toBe("BAD_SHAPE");
    expect(refusal.where).toContain('"h.0.ln_1.bias"');
    expect(refusal.message).toContain('has width 8, but "h.0.ln_1.weight" has 4');
  });

  it.each([2 ** 24, 2 ** 33, 2 ** 52])(
    "a LayerNorm of %i values as BAD_SHAPE: none is that wide, and reading it would take all memory",
    async (width) => {
      const refusal = await refusalOf(openModel(readerOf([tensor("h.5.ln_1.weight", [width])])));
      expect(refusal.code).toBe("BAD_SHAPE");
      expect(refusal.where).toContain('"h.5.ln_1.weight"');
      expect(refusal.message).toContain(`${width}`);
    },
  );

  it("nothing as wide as the widest models are", async () => {
    expect((await openModel(readerOf([tensor("h.0.ln_1.weight", [65_536])]))).info.width).toBe(65_536);
  });
});
