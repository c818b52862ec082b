import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { verdictText } from "../../../src/report/verdict/text.js";
import { expectGolden } from "../../support/goldenFile.js";
import { PLAIN, VERDICTS, verdictNamed } from "./verdicts.js";

const IN_COLOUR = { ...PLAIN, chalk: new Chalk({ level: 1 }) };

describe("the text of a verdict", () => {
  it("is as it was approved", () => {
    expectGolden("verdict/mixed.txt", verdictText(verdictNamed("mixed"), PLAIN));
  });

  it("is one short sentence where nothing was found", () => {
    expect(verdictText(verdictNamed("clean"), PLAIN)).toBe(
      "LayerNorms of post against pre\n\n✓ Passed. No findings in 25 tensors by 5 rules.\n",
    );
  });

  it("does not speak of a baseline where there is none", () => {
    expect(verdictText(verdictNamed("no baseline"), PLAIN).split("\n")[0]).toBe("LayerNorms of post");
  });

  it("puts errors first, and every finding in the same columns", () => {
    const lines = verdictText(verdictNamed("mixed"), PLAIN).split("\n");
    const rows = lines.filter((line) => /^(error|warn ) {2}/.test(line));
    expect(rows.map((line) => line.split(" ")[0])).toEqual([
      ...Array.from({ length: 4 }, () => "error"),
      ...Array.from({ length: 14 }, () => "warn"),
    ]);
    for (const row of rows) {
      expect(row).toMatch(/^.{5} {2}(h\.|ln_f|model)/);
      expect(row.slice(24)).toMatch(
        /^(non-finite|missing-norm|shape-changed|outlier-fraction|median-shift) /,
      );
      expect(row.slice(40, 42)).toBe("  ");
      expect(row.charAt(42)).not.toBe(" ");
    }
  });

  it.each(["passed", "failed"])("has only ASCII characters where asked, %s", (outcome) => {
    const named = verdictNamed(outcome === "passed" ? "many warnings" : "many warnings, strict");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
    expect(verdictText(named, { ...PLAIN, ascii: true })).toMatch(/^[\x00-\x7f]*$/);
    expect(verdictText(named, { ...PLAIN, ascii: true })).toMatch(
      outcome === "passed" ? /\nPassed\. 13 warnings/ : /\nFailed\. 13 warnings/,
    );
  });

  it.each([80, 60, 45])("keeps within %d columns of a terminal", (columns) => {
    const text = verdictText(verdictNamed("mixed"), { ...PLAIN, columns, wrap: true });
    expect(text.split("\n").filter((line) => line.length > columns)).toEqual([]);
    expect(text.replace(/\s+/g, " ")).toContain("NaN or infinite values (dims 3, 7, 12, 40, 41 and 2 more)");
  });

  it("is whole lines in a file, however long", () => {
    const text = verdictText(verdictNamed("one error"), { ...PLAIN, columns: 40 });
    expect(text.split("\n")[2]).toBe(
      "error  h.0.ln_1.weight  non-finite  NaN or infinite values (dims 3, 7, 12, 40, 41 and 2 more)",
    );
  });

  it("colours errors red and warnings yellow, and says the same without", () => {
    const text = verdictText(verdictNamed("mixed"), { ...IN_COLOUR, wrap: true });
    expect(text).toContain("\u001b[31merror\u001b[39m");
    expect(text).toContain("\u001b[33mwarn \u001b[39m");
    expect(text).toContain("\u001b[31m\u001b[1m✗ Failed.\u001b[22m\u001b[39m");
    expect(stripVTControlCharacters(text)).toBe(verdictText(verdictNamed("mixed"), { ...PLAIN, wrap: true }));
  });

  it.each(Object.entries(VERDICTS))("of %s has no control characters but line ends", (_, verdict) => {
    expect(verdictText(verdict, PLAIN).replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});
