import { describe, expect, it } from "vitest";
import type { Block } from "../../src/model/document.js";
import { comparisonBrief } from "../../src/report/documents/comparisonBrief.js";
import { markdownOf } from "../../src/report/markdown.js";
import { everyFinding, smallPair } from "../support/comparisons.js";
import { expectGolden } from "../support/goldenFile.js";

const HOSTILE = "a|b<img src=x>`c`[d](e)@me\u001b[31m";

function rendered(...blocks: readonly Block[]): string {
  return markdownOf({ blocks });
}

describe("a comparison for a pull request", () => {
  it("of the shipped pair is as it was approved", async () => {
    expectGolden("small.md", markdownOf(comparisonBrief(await smallPair())));
  });

  it("escapes hostile names", () => {
    const comparison = everyFinding();
    const hostile = { ...comparison, pre: { ...comparison.pre, path: `${HOSTILE}.safetensors` } };
    expect(markdownOf(comparisonBrief(hostile)).split("\n")[0]).toBe(
      "### LayerNorm weights: a\\|b&lt;img src=x&gt;\\`c\\`\\[d\\]\\(e\\)&#64;me\\\\u\\{1b\\}\\[31m → after",
    );
  });
});

describe("a document as Markdown", () => {
  it("sets a blank line between blocks, and headings below those of a page that it is put into", () => {
    expect(
      rendered(
        { kind: "heading", level: 1, text: "A" },
        { kind: "paragraph", text: "One." },
        { kind: "heading", level: 2, text: "B" },
        { kind: "list", items: ["two", "three"] },
      ),
    ).toBe("### A\n\nOne.\n\n#### B\n\n- two\n- three\n");
    const top = {
      blocks: [{ kind: "heading", level: 2, text: "B" } as const, { kind: "list", items: [] } as const],
    };
    expect(markdownOf(top, { topLevel: 1 })).toMatch(/^## B\n/);
  });

  it("escapes names in full, and of its own words what would do something", () => {
    const text = [
      "ln_1 (h5) * 2 ",
      { text: HOSTILE, is: "name" } as const,
      { text: "so", is: "strong" } as const,
    ];
    expect(rendered({ kind: "paragraph", text })).toBe(
      "ln_1 (h5) \\* 2 a\\|b&lt;img src=x&gt;\\`c\\`\\[d\\]\\(e\\)&#64;me\\\\u\\{1b\\}\\[31m**so**\n",
    );
  });

  it("aligns numbers to the right, and links to pictures", () => {
    const table = {
      id: "t",
      caption: "c",
      heads: [
        { text: "name", isNumber: false },
        { text: "n", isNumber: true },
      ],
      rows: [[{ text: "a" }, { text: "1", key: 1 }]],
    };
    expect(rendered({ kind: "table", table })).toBe("| name | n |\n| --- | --: |\n| a | 1 |\n");
    const figure = { name: "pairs", rows: null, draw: () => ({}) };
    const pictureOf = () => ({ path: "x-pairs.svg", title: "It [moved]" });
    expect(markdownOf({ blocks: [{ kind: "figure", figure }] }, { pictureOf })).toBe(
      "![It \\[moved\\]](x-pairs.svg)\n",
    );
  });

  it("leaves out what only a page can show, and headings that nothing is left under", () => {
    const table = { id: "t", caption: "c", heads: [], rows: [] };
    const shown = rendered(
      { kind: "heading", level: 2, text: "Explore" },
      { kind: "live", id: "explorer" },
      { kind: "heading", level: 2, text: "Numbers" },
      { kind: "table", table, isForPages: true },
      { kind: "paragraph", text: "All." },
    );
    expect(shown).toBe("#### Numbers\n\nAll.\n");
  });

  it("defines terms with a colon, but for questions", () => {
    expect(
      rendered({
        kind: "definitions",
        entries: [
          { term: "KS", text: "a statistic" },
          { term: "Did it?", text: ["Yes. ", { text: "Perhaps.", is: "quiet" }] },
        ],
      }),
    ).toBe("- **KS**: a statistic\n- **Did it?** Yes. *Perhaps.*\n");
  });
});
