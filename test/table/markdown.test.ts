import { describe, expect, it } from "vitest";
import { comparisonMarkdown } from "../../src/table/markdown.js";
import { everyFinding, smallPair } from "../support/comparisons.js";
import { expectGolden } from "../support/goldenFile.js";

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
