import { describe, expect, it } from "vitest";
import { VERDICT_REPORTS } from "../../../src/report/verdict/index.js";
import { findingWords } from "../../../src/words/verdict.js";
import { CONTEXT, SEVERAL, UNCHECKED, VERDICTS } from "./verdicts.js";

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

  it.each(VERDICT_REPORTS)(
    "name those that could not be read, and hold nothing that acts: $name",
    ({ name, make }) => {
      const text = make(SEVERAL, { ...CONTEXT, unchecked: UNCHECKED });
      expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
      // A line of JSON Lines is a verdict.
      if (name !== "jsonl") expect(text).toContain("runs/gone");
    },
  );

  it.each(VERDICT_REPORTS)("name the rules and the cause of each finding: $name", ({ make }) => {
    for (const name of ["one error", "mixed", "no baseline", "no tensors"]) {
      const verdict = VERDICTS[name] as (typeof VERDICTS)[string];
      // Markdown has backslashes before underscores.
      const text = make([verdict], CONTEXT).replaceAll("\\_", "_");
      for (const finding of verdict.findings) {
        for (const { rule } of finding.evidence) expect(text).toContain(rule);
        expect(text).toContain(findingWords(finding, verdict).cause.split(" %")[0]);
      }
    }
  });
});
