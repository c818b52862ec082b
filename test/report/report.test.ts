import { describe, expect, it } from "vitest";
import { comparisonJson } from "../../src/report/json/comparison.js";
import { stringify } from "../../src/report/json/stringify.js";
import { comparisonMarkdown } from "../../src/table/markdown.js";
import { modelLabel, modelLabels } from "../../src/words/modelLabel.js";
import { factor, percent, signed, significant } from "../../src/words/numbers.js";
import { clause, figureTitle, headline } from "../../src/words/sentences.js";
import { bell, madeUp, smallPair } from "../support/comparisons.js";
import { expectGolden } from "../support/goldenFile.js";
import { validatorOf } from "../support/schemas.js";

const TOOL = { name: "gpt2-wdist", version: "1.2.3" };

/** A comparison in which every finding occurs, but for those that exclude each other. */
function everyFinding() {
  const bulk = bell(100, 0.3, 0.01);
  const flipped = [...bulk.slice(1), -0.3];
  return madeUp([
    { pre: bulk, post: bulk, block: 5 },
    { pre: bulk, post: bulk.map((value) => value * 1.2), block: 6, norm: "ln_2" },
    { pre: bulk, post: flipped, block: 7 },
    { pre: bulk, post: [...bulk.slice(0, 99), Number.NaN], block: 8 },
    { pre: bulk, post: bulk.map((value) => 0.3 + (value - 0.3) * 1.5), block: 9 },
  ]);
}

describe("the JSON", () => {
  it("of the shipped pair is valid by the published schema", async () => {
    const validate = validatorOf("comparison");
    expect(
      validate(JSON.parse(comparisonJson(await smallPair({ bias: true }), TOOL))),
      JSON.stringify(validate.errors),
    ).toBe(true);
  });

  it("with every kind of finding is valid by the published schema", () => {
    const validate = validatorOf("comparison");
    const parsed = JSON.parse(comparisonJson(everyFinding(), TOOL)) as { findings: { rule: string }[] };
    expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true);
    expect([...new Set(parsed.findings.map(({ rule }) => rule))]).toEqual([
      "non-finite",
      "frozen",
      "median-shift",
      "spread-change",
      "most-moved",
      "sign-flips",
      "new-outliers",
    ]);
  });

  it("of identical and of steady models is valid too", () => {
    const validate = validatorOf("comparison");
    const bulk = bell(20, 0.3, 0.01);
    for (const post of [bulk, bulk.map((value) => value * 1.001)]) {
      expect(validate(JSON.parse(comparisonJson(madeUp([{ pre: bulk, post }]), TOOL)))).toBe(true);
    }
  });

  it("does not hold what the schema does not name", () => {
    const validate = validatorOf("comparison");
    const parsed = JSON.parse(comparisonJson(everyFinding(), TOOL)) as Record<string, unknown>;
    expect(validate({ ...parsed, more: 1 })).toBe(false);
  });

  it("keeps every digit of every number", async () => {
    const comparison = await smallPair();
    const parsed = JSON.parse(comparisonJson(comparison, TOOL)) as { tensors: { pre: { mean: number } }[] };
    expect(parsed.tensors.map(({ pre }) => pre.mean)).toEqual(
      comparison.tensors.map(({ pre }) => pre.summary.mean),
    );
  });

  it("escapes what could act on a terminal, and still says the same", () => {
    const hostile = { "a\u001b]0;x\u0007": "\u009b31m \u202e \u2028 \ud800" };
    const text = stringify(hostile);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/.exec(text)).toBeNull();
    expect(JSON.parse(text)).toEqual(hostile);
  });

  it("puts lists of numbers on one line", () => {
    expect(stringify({ a: [1, 2], b: [{ c: null }], d: {}, e: [] })).toBe(
      '{\n  "a": [1, 2],\n  "b": [\n    {\n      "c": null\n    }\n  ],\n  "d": {},\n  "e": []\n}\n',
    );
  });
});

describe("the Markdown", () => {
  it("of the shipped pair is as it was approved", async () => {
    expectGolden("small.md", comparisonMarkdown(await smallPair()));
  });

  it("escapes hostile names", () => {
    const comparison = everyFinding();
    const hostile = {
      ...comparison,
      pre: { ...comparison.pre, path: "a|b<img src=x>`c`[d](e).safetensors" },
    };
    expect(comparisonMarkdown(hostile).split("\n")[0]).toBe(
      "### LayerNorm weights: a\\|b&lt;img src=x&gt;\\`c\\`\\[d\\]\\(e\\) → after",
    );
  });
});

describe("the title of a figure", () => {
  it("says first what is broken, then what moved, then that nothing did", () => {
    const bulk = bell(20, 0.3, 0.01);
    const titleOf = (tensors: Parameters<typeof madeUp>[0]) => figureTitle(madeUp(tensors).findings);
    expect(figureTitle(everyFinding().findings)).toBe("Post holds 1 value that is NaN or infinite");
    expect(titleOf([{ pre: bulk, post: bulk.map((gain) => gain * 0.8), block: 4 }])).toBe(
      "Gains of ln_1 of block 4 shrank by 20 % (median)",
    );
    expect(titleOf([{ pre: bulk, post: bulk, block: 4 }])).toBe(
      "The LayerNorms compared are identical (block 4)",
    );
    expect(titleOf([{ pre: bulk, post: bulk.map((gain) => gain * 1.01) }])).toBe(
      "Median LayerNorm gains moved by at most 1.0 %",
    );
  });
});

describe("the words", () => {
  it("say every finding", () => {
    expect(headline(everyFinding().findings)).toEqual([
      "Post holds 1 value that is NaN or infinite: h8 ln_1 dim 99; block 5: identical (frozen).",
      "ln_2 of block 6: median +20.0 %.",
      expect.stringMatching(/^Most moved: /),
      expect.stringMatching(
        /^Interquartile range x1.20 to x1.50 in 2 of 5 tensors, most in h9 ln_1; sign flips in h7 ln_1: dim/,
      ),
    ]);
  });

  it("are never more than four sentences", () => {
    expect(headline(everyFinding().findings).length).toBe(4);
    expect(headline([])).toEqual([]);
  });

  it("count one and many", () => {
    expect(clause({ rule: "identical", tensors: 1, blocks: [3] })).toBe(
      "the tensor compared is identical (block 3)",
    );
    expect(clause({ rule: "frozen", blocks: [0, 1, 2, 5], tensors: ["ln_f.bias"] })).toBe(
      "blocks 0-2, 5, ln_f bias: identical (frozen)",
    );
    expect(
      clause({ rule: "median-shift", norm: "ln_f", blocks: [], minFraction: -0.2, maxFraction: -0.2 }),
    ).toBe("ln_f: median -20.0 %");
    expect(
      clause({ rule: "sign-flips", name: "ln_f.weight", dims: Array.from({ length: 10 }, (_, i) => i) }),
    ).toBe("sign flips in ln_f: dims 0, 1, 2, 3, 4, 5, 6, 7 and 2 more");
  });
});

describe("numbers as text", () => {
  it.each([
    [0.37652, "0.3765"],
    [12, "12.00"],
    [0, "0"],
    [-1.5e-7, "-1.500e-7"],
    [123456789, "1.235e+8"],
    [null, "-"],
  ])("significant(%d) is %s", (value, text) => {
    expect(significant(value)).toBe(text);
  });

  it.each([
    [0.366, "+0.37"],
    [-2.558, "-2.56"],
    [0.0031, "+0.0031"],
    [0, "+0"],
  ])("signed(%d) is %s", (value, text) => {
    expect(signed(value)).toBe(text);
  });

  it("percent and factor keep one and two decimals, and have no negative zero", () => {
    expect([percent(0.14938), percent(-0.0001), percent(null), percent(-0.024)]).toEqual([
      "+14.9%",
      "+0.0%",
      "-",
      "-2.4%",
    ]);
    expect([factor(1.4472), factor(0.99, "×"), factor(null)]).toEqual(["x1.45", "×0.99", "-"]);
  });
});

describe("modelLabel", () => {
  it.each([
    ["pre.safetensors", "pre"],
    ["runs/b/model.safetensors", "b"],
    ["runs/b/model.safetensors.index.json", "b"],
    ["./model.safetensors", "model"],
    ["pt-hub/pytorch_model.bin", "pt-hub"],
    ["runs/b/pytorch_model.bin.index.json", "b"],
    ["models/124M/model.ckpt.index", "124M"],
    ["out/ckpt.pt", "out"],
    ["tf/tf_model.h5", "tf"],
    ["fl/flax_model.msgpack", "fl"],
    ["gpt2.gguf", "gpt2"],
    ["v1.0/weights.v2.npz", "weights.v2"],
    ["hf://openai-community/gpt2/model.safetensors", "gpt2"],
    ["hf://owner/name@v1.0/model.safetensors", "name@v1.0"],
    ["https://example.org/runs/b/model.safetensors", "b"],
    [
      "/home/me/.cache/huggingface/hub/models--openai-community--gpt2/snapshots/607a30d/model.safetensors",
      "gpt2",
    ],
    ["/c/models--gpt2/snapshots/607a30d/model.safetensors", "gpt2"],
    ["a\\b.safetensors", "b"],
    ["/", "/"],
  ])("of %s is %s", (path, label) => {
    expect(modelLabel(path)).toBe(label);
  });
});

describe("modelLabels", () => {
  it.each([
    [
      ["a/checkpoint-1/model.safetensors", "pre.safetensors"],
      ["checkpoint-1", "pre"],
    ],
    [
      ["a/ln.safetensors", "b/ln.safetensors", "c/pre.safetensors"],
      ["a/ln.safetensors", "b/ln.safetensors", "pre"],
    ],
    [
      ["a/ln.safetensors", "a/ln.safetensors"],
      ["ln", "ln"],
    ],
    [[], []],
  ])("are short where that tells the checkpoints apart: %j", (paths, labels) => {
    expect(modelLabels(paths)).toEqual(labels);
  });
});
