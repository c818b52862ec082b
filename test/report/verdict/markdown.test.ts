import { describe, expect, it } from "vitest";
import { verdictsMarkdown } from "../../../src/report/verdict/markdown.js";
import { expectGolden } from "../../support/goldenFile.js";
import { finding, modelInfo, SEVERAL, TENSORS, verdict, verdictNamed } from "./verdicts.js";

describe("the Markdown of a verdict", () => {
  it("is as it was approved", () => {
    expectGolden("verdict/mixed.md", verdictsMarkdown([verdictNamed("mixed")]));
  });

  it("is a headline alone where nothing was found", () => {
    expect(verdictsMarkdown([verdictNamed("clean")])).toBe(
      "### LayerNorm check of post against pre: passed\n\nNo findings in 25 tensors by 6 rules.\n",
    );
  });

  it("explains the rules that found something, and no others", () => {
    const rules = verdictsMarkdown([verdictNamed("no baseline")])
      .split("\n")
      .filter((line) => line.startsWith("- "));
    expect(rules).toEqual([
      "- **non-finite**: A tensor holds NaN or infinite values.",
      "- **outlier-fraction**: Too many gains are outliers.",
    ]);
  });

  it("fits a comment on a pull request however much was found, and says what it leaves out", () => {
    const everywhere = Array.from({ length: 4000 }, (_, i) => finding({ tensor: TENSORS[i % 25] as string }));
    const text = verdictsMarkdown([verdict(everywhere)]);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("\nThe table leaves out 3920 further findings.\n");
    expect(text).toContain("4000 warnings");
    const all = verdictsMarkdown([verdict(everywhere.slice(0, 80))]);
    expect(all.split("\n").filter((line) => line.startsWith("| warning |")).length).toBe(80);
    expect(all).not.toContain("leaves out");
  });

  it("makes hostile text inert", () => {
    const text = verdictsMarkdown([verdictNamed("hostile")]);
    expect(text).not.toMatch(/<script|[^\\]\[a\]|\p{Cf}|\p{Cs}/u);
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.map((row) => row.match(/(?<!\\)\|/g)?.length)).toEqual([4, 4, 4, 4]);
  });
});

describe("the Markdown of several verdicts", () => {
  it("is as it was approved", () => {
    expectGolden("verdict/several.md", verdictsMarkdown(SEVERAL));
  });

  it("is headlines alone where nothing was found", () => {
    const clean = [verdictNamed("clean"), verdictNamed("clean")];
    expect(verdictsMarkdown(clean)).toBe(
      `## LayerNorm check of 2 checkpoints: passed\n\nNone of 2 checkpoints failed.\n\n${verdictsMarkdown([verdictNamed("clean")])}\n${verdictsMarkdown([verdictNamed("clean")])}`,
    );
  });

  /** As many warnings as said, in a checkpoint each. */
  const withFindings = (counts: readonly number[]) =>
    counts.map((count, i) =>
      verdict(
        Array.from({ length: count }, (_, place) => finding({ tensor: TENSORS[place % 25] as string })),
        { model: modelInfo(`checkpoint-${i}/model.safetensors`) },
      ),
    );
  const rowsIn = (text: string) =>
    text.split(/^### /m).map((section) => section.match(/^\| warning \|/gm)?.length ?? 0);

  it("fits a comment on a pull request however much was found in each, and says what it leaves out", () => {
    const text = verdictsMarkdown(withFindings(Array.from({ length: 60 }, () => 400)));
    expect(text.length).toBeLessThan(65_536);
    expect(text.match(/^The table leaves out 397 further findings\.$/gm)?.length).toBe(60);
  });

  it("gives the room that some do not need to others", () => {
    expect(rowsIn(verdictsMarkdown(withFindings([10, 400, 0, 20]))).slice(1, 5)).toEqual([10, 50, 0, 20]);
  });

  it("makes hostile names inert", () => {
    const text = verdictsMarkdown([verdictNamed("hostile"), verdictNamed("hostile"), verdictNamed("mixed")]);
    expect(text).not.toMatch(/<script|[^\\]\[a\]|\p{Cf}|\p{Cs}/u);
  });
});
