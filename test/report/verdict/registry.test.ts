import { describe, expect, it } from "vitest";
import { VERDICT_REPORTS } from "../../../src/report/verdict/index.js";
import { CONTEXT, SEVERAL, VERDICTS } from "./verdicts.js";

describe("the reports of a verdict", () => {
  it("have names and endings of their own", () => {
    expect(VERDICT_REPORTS.map(({ name, ending }) => [name, ending])).toEqual([
      ["text", null],
      ["json", "json"],
      ["jsonl", "jsonl"],
      ["md", "md"],
      ["sarif", "sarif"],
      ["junit", "xml"],
      ["github", null],
    ]);
  });

  it("are described for --help in one phrase", () => {
    for (const { holds } of VERDICT_REPORTS) expect(holds).toMatch(/^\S.{10,60}[^.]$/);
  });

  it.each(VERDICT_REPORTS)("are well-formed Unicode that ends in one newline: $name", ({ make }) => {
    for (const verdict of Object.values(VERDICTS)) {
      const text = make([verdict], CONTEXT);
      expect(text).toMatch(/[^\n]\n$/);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it.each(VERDICT_REPORTS)("name each of several checkpoints: $name", ({ make }) => {
    const text = make(SEVERAL, CONTEXT);
    expect(text).toMatch(/[^\n]\n$/);
    // SARIF is of findings, and the first has none.
    for (const path of ["post", "elsewhere/checkpoint-100"]) expect(text).toContain(path);
  });

  it.each(VERDICT_REPORTS)("name the rule and the tensor of each finding: $name", ({ make }) => {
    for (const name of ["one error", "mixed", "no baseline", "no tensors"]) {
      const verdict = VERDICTS[name] as (typeof VERDICTS)[string];
      // Markdown has backslashes before underscores.
      const text = make([verdict], CONTEXT).replaceAll("\\_", "_");
      for (const { rule, tensor } of verdict.findings.slice(0, 9)) {
        expect(text).toContain(rule);
        expect(text).toContain(tensor ?? "model");
      }
    }
  });
});
