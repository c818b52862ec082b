import { describe, expect, it } from "vitest";
import { DEFAULT_ARCHITECTURE as GPT2 } from "../../src/family/registry.js";
import { clause, figureTitle, headline } from "../../src/words/sentences.js";
import { bell, everyFinding, madeUp } from "../support/comparisons.js";

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
    expect(headline(everyFinding())).toEqual([
      "Post holds 1 value that is NaN or infinite: h8 ln_1 dim 99; block 5: identical (frozen).",
      "ln_2 of block 6: median +20.0 %.",
      expect.stringMatching(/^Most moved: /),
      expect.stringMatching(
        /^Interquartile range x1.20 to x1.50 in 2 of 5 tensors, most in h9 ln_1; sign flips in h7 ln_1: dim/,
      ),
    ]);
  });

  it("are never more than four sentences", () => {
    expect(headline(everyFinding()).length).toBe(4);
    expect(headline({ ...everyFinding(), findings: [] })).toEqual([]);
  });

  it("count one and many", () => {
    expect(clause({ rule: "identical", tensors: 1, blocks: [3] }, GPT2)).toBe(
      "the tensor compared is identical (block 3)",
    );
    expect(clause({ rule: "frozen", blocks: [0, 1, 2, 5], tensors: ["ln_f.bias"] }, GPT2)).toBe(
      "blocks 0-2, 5, ln_f bias: identical (frozen)",
    );
    expect(
      clause({ rule: "median-shift", norm: "ln_f", blocks: [], minFraction: -0.2, maxFraction: -0.2 }, GPT2),
    ).toBe("ln_f: median -20.0 %");
    expect(
      clause(
        { rule: "sign-flips", name: "ln_f.weight", dims: Array.from({ length: 10 }, (_, i) => i) },
        GPT2,
      ),
    ).toBe("sign flips in ln_f: dims 0, 1, 2, 3, 4, 5, 6, 7 and 2 more");
  });
});
