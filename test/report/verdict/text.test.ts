import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { verdictsText } from "../../../src/report/verdict/text.js";
import { expectGolden } from "../../support/goldenFile.js";
import {
  modelInfo,
  NON_FINITE,
  PLAIN,
  SEVERAL,
  UNCHECKED,
  VERDICTS,
  verdict,
  verdictNamed,
} from "./verdicts.js";

const IN_COLOUR = { ...PLAIN, chalk: new Chalk({ level: 1 }) };

describe("the text of a verdict", () => {
  it("is as it was approved", () => {
    expectGolden("verdict/mixed.txt", verdictsText([verdictNamed("mixed")], PLAIN));
  });

  it("is one short sentence where nothing was found", () => {
    expect(verdictsText([verdictNamed("clean")], PLAIN)).toBe(
      "LayerNorms of post against pre\n\n✓ Passed. No findings in 25 tensors by 6 rules.\n",
    );
  });

  it("does not speak of a baseline where there is none", () => {
    expect(verdictsText([verdictNamed("no baseline")], PLAIN).split("\n")[0]).toBe("LayerNorms of post");
  });

  it("puts errors first, and what was measured below each cause", () => {
    const lines = verdictsText([verdictNamed("mixed")], PLAIN).split("\n");
    const rows = lines.filter((line) => /^(error|warn ) {2}/.test(line));
    expect(rows.map((line) => line.split(" ")[0])).toEqual([
      ...Array.from({ length: 3 }, () => "error"),
      ...Array.from({ length: 3 }, () => "warn"),
    ]);
    const details = lines.filter((line) => line.startsWith(" ".repeat(7)));
    expect(details.filter((line) => /^ {7}[a-z-]+: \S/.test(line))).toEqual(details);
    expect(details.filter((line) => line.startsWith("       next: gpt2-wdist check --explain ")).length).toBe(
      6,
    );
  });

  it.each(["passed", "failed"])("has only ASCII characters where asked, %s", (outcome) => {
    const named = verdictNamed(outcome === "passed" ? "many warnings" : "many warnings, strict");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
    expect(verdictsText([named], { ...PLAIN, ascii: true })).toMatch(/^[\x00-\x7f]*$/);
    expect(verdictsText([named], { ...PLAIN, ascii: true })).toMatch(
      outcome === "passed" ? /\nPassed\. 1 warning / : /\nFailed\. 1 warning /,
    );
  });

  it.each([80, 60, 45])("keeps within %d columns of a terminal", (columns) => {
    const text = verdictsText([verdictNamed("mixed")], { ...PLAIN, columns, wrap: true });
    expect(text.split("\n").filter((line) => line.length > columns)).toEqual([]);
    expect(text.replace(/\s+/g, " ")).toContain("NaN or infinite values (dims 3, 7, 12, 40, 41 and 2 more)");
  });

  it("is whole lines in a file, however long", () => {
    const text = verdictsText([verdictNamed("one error")], { ...PLAIN, columns: 40 });
    expect(text.split("\n")[2]).toBe("error  h0 ln_1: NaN or infinite values.");
    expect(text.split("\n")[3]).toBe(
      "       non-finite: NaN or infinite values (dims 3, 7, 12, 40, 41 and 2 more), in h0 ln_1",
    );
  });

  it("colours errors red and warnings yellow, and says the same without", () => {
    const text = verdictsText([verdictNamed("mixed")], { ...IN_COLOUR, wrap: true });
    expect(text).toContain("\u001b[31merror\u001b[39m");
    expect(text).toContain("\u001b[33mwarn \u001b[39m");
    expect(text).toContain("\u001b[31m\u001b[1m✗ Failed.\u001b[22m\u001b[39m");
    expect(stripVTControlCharacters(text)).toBe(
      verdictsText([verdictNamed("mixed")], { ...PLAIN, wrap: true }),
    );
  });

  it.each(Object.entries(VERDICTS))("of %s has no control characters but line ends", (_, verdict) => {
    expect(verdictsText([verdict], PLAIN).replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});

describe("the text of several verdicts", () => {
  it("is as it was approved", () => {
    expectGolden("verdict/several.txt", verdictsText(SEVERAL, PLAIN));
  });

  it("is the block of each as it would be alone, but for names that two have, and a line on all", () => {
    const [, failed] = SEVERAL;
    const text = verdictsText(SEVERAL, PLAIN);
    expect(text).toContain(verdictsText([failed as NonNullable<typeof failed>], PLAIN));
    expect(text.split("\n").filter((line) => line.startsWith("LayerNorms of "))).toEqual([
      "LayerNorms of runs/checkpoint-100/model.safetensors against pre",
      "LayerNorms of post against pre",
      "LayerNorms of elsewhere/checkpoint-100/model.safetensors",
    ]);
    expect(text).toMatch(/\n\n✗ 1 of 3 checkpoints failed: post\.\n$/);
  });

  it("says which could not be checked, and why", () => {
    const text = verdictsText([verdictNamed("clean")], PLAIN, UNCHECKED);
    expect(text).toContain("\nCould not be checked: runs/gone: there is no such file or directory.\n");
    expect(text).toMatch(/\n✗ None of 1 checkpoint failed; 2 could not be checked\.\n$/);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });

  it("ends in good news where none failed, in ASCII and in colour where asked", () => {
    const clean = [verdictNamed("clean"), verdictNamed("many warnings")];
    expect(verdictsText(clean, PLAIN)).toMatch(/\n\n✓ None of 2 checkpoints failed\.\n$/);
    expect(verdictsText(clean, { ...PLAIN, ascii: true })).toMatch(/\n\nNone of 2 checkpoints failed\.\n$/);
    expect(verdictsText(clean, IN_COLOUR)).toContain(
      "\u001b[32m\u001b[1m✓ None of 2 checkpoints failed.\u001b[22m\u001b[39m",
    );
    expect(verdictsText(SEVERAL, IN_COLOUR)).toContain(
      "\u001b[31m\u001b[1m✗ 1 of 3 checkpoints failed: post.",
    );
  });

  it("lists a few that failed, counts the others, and keeps within a terminal", () => {
    const many = Array.from({ length: 12 }, (_, i) =>
      verdict([NON_FINITE], { model: modelInfo(`checkpoint-${i}/model.safetensors`) }),
    );
    const text = verdictsText(many, { ...PLAIN, wrap: true, columns: 60 });
    expect(text.replace(/\s+/g, " ")).toContain("checkpoint-6, checkpoint-7, and 4 more.");
    expect(text).not.toContain("checkpoint-8,");
    expect(text.split("\n").filter((line) => line.length > 60)).toEqual([]);
  });

  it("has no control characters but line ends, whatever the checkpoints are called", () => {
    const text = verdictsText([verdictNamed("hostile"), verdictNamed("mixed")], PLAIN);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});
