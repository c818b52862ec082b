import { describe, expect, it } from "vitest";
import { DEFAULT_COMPARE_OPTIONS } from "../../src/analysis/compare.js";
import { type Selected, selectTensors } from "../../src/analysis/selection.js";
import { openModel } from "../../src/family/index.js";
import type { Selection } from "../../src/model/comparison.js";
import type { GptModel } from "../../src/model/norms.js";
import { thrownBy } from "../support/refusal.js";
import { layerNormNames } from "../support/safetensorsFile.js";
import { readerOf } from "../support/tensorReader.js";

const DEFAULT: Selection = DEFAULT_COMPARE_OPTIONS;

interface ModelShape {
  readonly label?: string;
  readonly blocks?: number;
  readonly width?: number;
  readonly bias?: boolean;
  readonly prefix?: string;
  /** Names (without prefix) that this model lacks. */
  readonly without?: RegExp;
}

/** A GPT-2 with these LayerNorms. */
function modelOf(shape: ModelShape = {}): Promise<GptModel> {
  const {
    label = "model.safetensors",
    blocks = 12,
    width = 4,
    bias = true,
    prefix = "",
    without = /^$/,
  } = shape;
  const names = layerNormNames({ blocks, bias }).filter((name) => !without.test(name));
  return openModel(
    readerOf(
      names.map((name) => ({ name: prefix + name, dtype: "F32", shape: [width] })),
      label,
    ),
  );
}

async function pairOf(shape: ModelShape = {}): Promise<[pre: GptModel, post: GptModel]> {
  return [await modelOf({ label: "pre", ...shape }), await modelOf({ label: "post", ...shape })];
}

function names({ tensors }: Selected): string[] {
  return tensors.map(({ name }) => name);
}

/** Gains of ln_1 and ln_2 in these blocks, in order of the forward pass. */
function gains(...blocks: readonly number[]): string[] {
  return blocks.flatMap((block) => [`h.${block}.ln_1.weight`, `h.${block}.ln_2.weight`]);
}

describe("by default", () => {
  it("the 15 gains of the study are compared: blocks 5 to 11, and ln_f", async () => {
    const selected = selectTensors(...(await pairOf()), DEFAULT);
    expect(names(selected)).toEqual([...gains(5, 6, 7, 8, 9, 10, 11), "ln_f.weight"]);
    expect(selected.skipped).toEqual([]);
    expect(selected.notices).toEqual([]);
  });

  it("prefixes may differ: the same tensor of the same model is meant", async () => {
    const pre = await modelOf({ label: "pre" });
    const post = await modelOf({ label: "post", prefix: "_orig_mod.transformer." });
    expect(names(selectTensors(pre, post, DEFAULT))).toHaveLength(15);
  });

  it.each([1, 2, 5, 6, 11, 13, 24])(
    "a model of %i blocks is compared in all of them, without a notice",
    async (depth) => {
      const selected = selectTensors(...(await pairOf({ blocks: depth })), DEFAULT);
      expect(names(selected)).toEqual([...gains(...Array(depth).keys()), "ln_f.weight"]);
      expect(selected.notices).toEqual([]);
    },
  );

  it("a model whose block is missing in the middle is compared in the others, with a notice", async () => {
    const selected = selectTensors(...(await pairOf({ without: /^h\.7\./ })), DEFAULT);
    expect(names(selected)).toEqual([...gains(5, 6, 8, 9, 10, 11), "ln_f.weight"]);
    expect(selected.notices[0]).toContain("5-6, 8-11");
  });
});

describe("blocks", () => {
  it("asked for are compared in order of the forward pass, however they were listed", async () => {
    const selected = selectTensors(...(await pairOf()), { ...DEFAULT, blocks: [9, 0, 3] });
    expect(names(selected)).toEqual([...gains(0, 3, 9), "ln_f.weight"]);
    expect(selected.notices).toEqual([]);
  });

  it("asked for twice are compared once", async () => {
    const selected = selectTensors(...(await pairOf()), { ...DEFAULT, blocks: [3, 3] });
    expect(names(selected)).toEqual([...gains(3), "ln_f.weight"]);
  });

  it("that neither model has are refused as NOT_IN_MODEL, naming the missing and the present", async () => {
    const [pre, post] = await pairOf();
    const refusal = thrownBy(() => selectTensors(pre, post, { ...DEFAULT, blocks: [3, 12, 13, 40] }));
    expect(refusal.code).toBe("NOT_IN_MODEL");
    expect(refusal.message).toMatch(/no blocks? 12-13, 40; it has blocks 0-11/);
  });

  it("that only the second model lacks are refused with the second model's name", async () => {
    const pre = await modelOf({ label: "pre" });
    const post = await modelOf({ label: "post", without: /^h\.3\./ });
    const refusal = thrownBy(() => selectTensors(pre, post, { ...DEFAULT, blocks: [3] }));
    expect(refusal.code).toBe("NOT_IN_MODEL");
    expect(refusal.where).toBe("post");
    expect(refusal.message).toMatch(/no block 3; it has blocks 0-2, 4-11/);
  });

  it('"all" means every block, also of a model without the study\'s', async () => {
    const selected = selectTensors(...(await pairOf({ blocks: 4 })), { ...DEFAULT, blocks: "all" });
    expect(names(selected)).toEqual([...gains(0, 1, 2, 3), "ln_f.weight"]);
    expect(selected.notices).toEqual([]);
  });
});

describe("norms", () => {
  it.each<readonly [Selection["norms"], readonly string[]]>([
    [["ln_1"], ["h.5.ln_1.weight"]],
    [["ln_2"], ["h.5.ln_2.weight"]],
    [["ln_f"], ["ln_f.weight"]],
    [
      ["ln_2", "ln_f"],
      ["h.5.ln_2.weight", "ln_f.weight"],
    ],
    [
      ["ln_1", "ln_2"],
      ["h.5.ln_1.weight", "h.5.ln_2.weight"],
    ],
  ])("%j are compared and no others", async (norms, expected) => {
    expect(names(selectTensors(...(await pairOf()), { ...DEFAULT, blocks: [5], norms }))).toEqual(expected);
  });

  it("are compared in order of the forward pass, however they were listed", async () => {
    const selection: Selection = { ...DEFAULT, blocks: [5], norms: ["ln_f", "ln_2", "ln_1"] };
    expect(names(selectTensors(...(await pairOf()), selection))).toEqual([...gains(5), "ln_f.weight"]);
  });

  it("of ln_f alone ask for no block: a model of 4 will do", async () => {
    const selected = selectTensors(...(await pairOf({ blocks: 4 })), { ...DEFAULT, norms: ["ln_f"] });
    expect(names(selected)).toEqual(["ln_f.weight"]);
    expect(selected.notices).toEqual([]);
  });

  it("that no model has are refused as NOT_IN_MODEL, with what it has instead", async () => {
    const [pre, post] = await pairOf({ without: /^ln_f/ });
    const refusal = thrownBy(() => selectTensors(pre, post, { ...DEFAULT, norms: ["ln_f"] }));
    expect(refusal.code).toBe("NOT_IN_MODEL");
    expect(refusal.message).toContain("ln_f");
    expect(refusal.message).toContain("blocks 0-11 (ln_1, ln_2)");
    expect(refusal.fix).toContain("--norms");
  });
});

describe("norms that the architecture does not have", () => {
  it("are refused as NOT_IN_MODEL, with those that it has", async () => {
    const [pre, post] = await pairOf();
    const refusal = thrownBy(() => selectTensors(pre, post, { ...DEFAULT, norms: ["ln_1", "ln_3"] }));
    expect(refusal.code).toBe("NOT_IN_MODEL");
    expect(refusal.message).toContain('GPT-2 has no norm "ln_3"');
    expect(refusal.fix).toContain("ln_1, ln_2, ln_f with --norms");
  });
});

describe("biases", () => {
  it("are compared after each gain when asked for", async () => {
    const selected = selectTensors(...(await pairOf()), { ...DEFAULT, blocks: [5], bias: true });
    expect(names(selected)).toEqual([
      "h.5.ln_1.weight",
      "h.5.ln_1.bias",
      "h.5.ln_2.weight",
      "h.5.ln_2.bias",
      "ln_f.weight",
      "ln_f.bias",
    ]);
  });

  it("of models that have none are skipped, each with a reason, and the gains compared", async () => {
    const selected = selectTensors(...(await pairOf({ bias: false })), {
      ...DEFAULT,
      blocks: [5],
      bias: true,
    });
    expect(names(selected)).toEqual([...gains(5), "ln_f.weight"]);
    expect(selected.skipped).toEqual([
      { name: "h.5.ln_1.bias", reason: "not in pre and not in post" },
      { name: "h.5.ln_2.bias", reason: "not in pre and not in post" },
      { name: "ln_f.bias", reason: "not in pre and not in post" },
    ]);
  });

  it("are no matter when nobody asked for them", async () => {
    const pre = await modelOf({ label: "pre" });
    const post = await modelOf({ label: "post", bias: false });
    expect(selectTensors(pre, post, DEFAULT).skipped).toEqual([]);
  });
});

describe("a tensor that only one model has", () => {
  it.each([
    ["the first", "pre"],
    ["the second", "post"],
  ])("is skipped when %s lacks it, with that model's name", async (_which, label) => {
    const [pre, post] = await Promise.all(
      ["pre", "post"].map((side) =>
        modelOf({ label: side, ...(side === label ? { without: /^h\.6\.ln_2/ } : {}) }),
      ),
    );
    if (pre === undefined || post === undefined) return expect.fail("two sides");
    const selected = selectTensors(pre, post, DEFAULT);
    expect(selected.skipped).toEqual([{ name: "h.6.ln_2.weight", reason: `not in ${label}` }]);
    expect(names(selected)).toHaveLength(14);
    expect(names(selected)).not.toContain("h.6.ln_2.weight");
  });

  it("is named once when both models are the same file", async () => {
    const model = await modelOf({ without: /^ln_f/ });
    expect(selectTensors(model, model, DEFAULT).skipped).toEqual([
      { name: "ln_f.weight", reason: "not in model.safetensors" },
    ]);
  });

  it.each<readonly [string, Selection["blocks"]]>([
    ["by default", "default"],
    ["with all blocks", "all"],
  ])(
    "is not passed over in silence because the first model lacks its whole block, %s",
    async (_how, blocks) => {
      const pre = await modelOf({ label: "pre", without: /^h\.8\./ });
      const post = await modelOf({ label: "post" });
      const { skipped, notices } = selectTensors(pre, post, { ...DEFAULT, blocks });
      const said = [...skipped.map(({ name }) => name), ...notices].join("\n");
      expect(said).toMatch(/h\.8\.ln_1\.weight|5-7, 9-11/);
    },
  );
});

describe("two models that are not the same size", () => {
  it.each([
    ["depth", { blocks: 12 }, { blocks: 24 }, /12 blocks.*24/],
    ["depth, the deeper one first", { blocks: 24 }, { blocks: 12 }, /24 blocks.*12/],
    ["width", { width: 768 }, { width: 1024 }, /768.*1024/],
    ["both", { blocks: 12, width: 768 }, { blocks: 24, width: 1024 }, /12.*24/],
  ])(
    "are refused as MISMATCH for their %s, with both numbers and both names",
    async (_what, a, b, message) => {
      const pre = await modelOf({ label: "gpt2/model.safetensors", ...a });
      const post = await modelOf({ label: "medium/model.safetensors", ...b });
      const refusal = thrownBy(() => selectTensors(pre, post, DEFAULT));
      expect(refusal.code).toBe("MISMATCH");
      expect(refusal.message).toMatch(message);
      expect(refusal.where).toContain("gpt2/model.safetensors");
      expect(refusal.where).toContain("medium/model.safetensors");
      expect(refusal.fix).toContain("same model");
    },
  );

  it("are refused before the blocks that one of them lacks are missed", async () => {
    const pre = await modelOf({ blocks: 12 });
    const post = await modelOf({ blocks: 4 });
    expect(thrownBy(() => selectTensors(pre, post, { ...DEFAULT, blocks: [11] })).code).toBe("MISMATCH");
  });
});
