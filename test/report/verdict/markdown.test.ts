import { describe, expect, it } from "vitest";
import { verdictMarkdown } from "../../../src/report/verdict/markdown.js";
import { expectGolden } from "../../support/goldenFile.js";
import { TENSORS, verdict, verdictNamed, violation } from "./verdicts.js";

describe("the Markdown of a verdict", () => {
  it("is as it was approved", () => {
    expectGolden("verdict/mixed.md", verdictMarkdown(verdictNamed("mixed")));
  });

  it("is a headline alone where nothing was found", () => {
    expect(verdictMarkdown(verdictNamed("clean"))).toBe(
      "### LayerNorm check of post against pre: passed\n\nNo findings in 25 tensors by 5 rules.\n",
    );
  });

  it("explains the rules that found something, and no others", () => {
    const rules = verdictMarkdown(verdictNamed("no baseline"))
      .split("\n")
      .filter((line) => line.startsWith("- "));
    expect(rules).toEqual([
      "- **non-finite**: A tensor holds NaN or infinite values.",
      "- **outlier-fraction**: Too many gains are outliers.",
    ]);
  });

  it("fits a comment on a pull request however much was found, and says what it leaves out", () => {
    const everywhere = Array.from({ length: 4000 }, (_, i) =>
      violation({ tensor: TENSORS[i % 25] as string }),
    );
    const text = verdictMarkdown(verdict(everywhere));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("\nThe table leaves out 3800 further findings.\n");
    expect(text).toContain("4000 warnings");
    const all = verdictMarkdown(verdict(everywhere.slice(0, 200)));
    expect(all.split("\n").filter((line) => line.startsWith("| warning |")).length).toBe(200);
    expect(all).not.toContain("leaves out");
  });

  it("makes hostile text inert", () => {
    const text = verdictMarkdown(verdictNamed("hostile"));
    expect(text).not.toMatch(/<script|[^\\]\[a\]|\p{Cf}|\p{Cs}/u);
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.map((row) => row.match(/(?<!\\)\|/g)?.length)).toEqual([5, 5, 5, 5]);
  });
});
