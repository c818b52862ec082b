import { describe, expect, it } from "vitest";
import type { Evidence } from "../../src/model/verdict.js";
import { evidenceMessage } from "../../src/words/evidence.js";
import {
  evidenceLines,
  findingLine,
  findingWords,
  nameVerdicts,
  verdictHeadline,
  verdictsHeadline,
} from "../../src/words/verdict.js";
import {
  causeOf,
  evidence,
  GREW,
  HOSTILE_PATH,
  MODEL_WIDE,
  NON_FINITE,
  SEVERAL,
  verdict,
  verdictNamed,
} from "../report/verdict/verdicts.js";

describe("the message of evidence", () => {
  it("says where, what, how much and the threshold", () => {
    expect(evidenceMessage(evidence())).toBe(
      "h.6.ln_2.weight: relative shift of the median 0.149 is above warn 0.05",
    );
    expect(evidenceMessage(evidence({ value: 0.01 }))).toMatch(/ 0\.0100 is below warn 0\.05$/);
    expect(evidenceMessage(evidence({ value: 0.05 }))).toMatch(/ 0\.0500 is at warn 0\.05$/);
  });

  it("lists dims and the detail, and counts the dims that it does not list", () => {
    expect(evidenceMessage(NON_FINITE.evidence[0] as Evidence)).toBe(
      "h.0.ln_1.weight: NaN or infinite values (dims 3, 7, 12, 40, 41 and 2 more)",
    );
    expect(evidenceMessage(evidence({ dims: [3], detail: "h.7.ln_2.weight" }))).toMatch(
      /\(dim 3; h\.7\.ln_2\.weight\)$/,
    );
    expect(evidenceMessage(evidence({ dims: [3, 7, 12] }))).toMatch(/\(dims 3, 7 and 12\)$/);
    expect(evidenceMessage(evidence({ dims: [1, 2, 3, 4, 5] }))).toMatch(/\(dims 1, 2, 3, 4 and 5\)$/);
  });

  it("names the model where no tensor is meant", () => {
    expect(MODEL_WIDE.evidence.map(evidenceMessage)).toEqual([
      "model: another width (768 instead of 1024)",
      "model: another number of blocks (12 instead of 24)",
    ]);
  });

  it.each([
    [0.15004, 0.15, "0.15004 is above 0.15"],
    [0.15041, 0.15037, "0.1504 is above 0.15037"],
    [0.1 + 0.2, 0.3, "0.30000000000000004 is above 0.3"],
    [0.0499999, 0.05, "0.0499999 is below 0.05"],
    [7, 3, "7 is above 3"],
    [1234567.8, 200, "1.23e+6 is above 200"],
    [Number.POSITIVE_INFINITY, 200, "Infinity is above 200"],
  ])("does not round %d to or beyond its threshold %d", (value, threshold, text) => {
    expect(evidenceMessage(evidence({ value, threshold }))).toBe(
      `h.6.ln_2.weight: relative shift of the median ${text.replace(/(above|below|at) /, "$1 warn ")}`,
    );
  });

  it("does without a value or a threshold", () => {
    expect(evidenceMessage(evidence({ value: null }))).toMatch(
      /median has no value \(threshold warn 0\.05\)$/,
    );
    expect(evidenceMessage(evidence({ threshold: null }))).toMatch(/median 0\.149$/);
  });

  it("holds no character that could act on a terminal", () => {
    const message = evidenceMessage(evidence({ detail: HOSTILE_PATH }));
    expect(message).toContain("\\u{a}::error title=x::y\\u{d}\\u{1b}[31m\\u{202e}");
    expect(message).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});

describe("a finding in words", () => {
  it("says what happened, what each rule measured where, and what to do next", () => {
    expect(findingWords(GREW, verdict([GREW]))).toEqual({
      cause: "ln_2 of blocks 6-7 grew by 13.6 to 14.9 %: 99 to 99.6 % of the dims rose, by +0.036 to +0.04",
      evidence: [
        {
          rule: "median-shift",
          text: "relative shift of the median 0.149 is above warn 0.05 (0.263 -> 0.302), in h6 ln_2; in all: ln_2 of blocks 6-7",
        },
        { rule: "relative-change", text: "relative change 0.153 is above warn 0.1, in h6 ln_2" },
      ],
      others: [],
      next: "gpt2-wdist check --explain median-shift",
    });
    expect(findingLine(GREW, verdict([GREW]))).toMatch(
      /\+0\.04\. median-shift: .*\. Next: gpt2-wdist check /,
    );
  });

  it("tells what the four gravest rules measured, and names the others", () => {
    const rules = ["a", "b", "c", "d", "e", "f"].map((rule) => evidence({ rule }));
    const words = findingWords(causeOf(...rules), verdict([]));
    expect(words.evidence.map(({ rule }) => rule)).toEqual(["a", "b", "c", "d"]);
    expect(evidenceLines(words).at(-1)).toBe("also: e, f");
  });

  it("gives one example where what was found differs by tensor, and all places", () => {
    const copies = [6, 7].map((block) =>
      evidence({
        tensor: `h.${block}.ln_1.weight`,
        measure: "the same values as another tensor",
        value: null,
        threshold: null,
        detail: `h.${block}.ln_2.weight`,
      }),
    );
    expect(findingWords(causeOf(...copies), verdict([])).evidence[0]?.text).toBe(
      "the same values as another tensor (h.6.ln_2.weight), in h6 ln_1; in all: ln_1 of blocks 6-7",
    );
  });

  it("says where, without a baseline", () => {
    const alone = verdict([], { baseline: null });
    const cause = (...all: Evidence[]) => findingWords(causeOf(...all), alone).cause;
    expect(cause(evidence())).toBe("h6 ln_2: relative shift of the median is too large");
    const both = [6, 7].map((block) => evidence({ tensor: `h.${block}.ln_2.weight` }));
    expect(cause(...both)).toBe("ln_2 of blocks 6-7: relative shift of the median is too large");
    expect(cause(...MODEL_WIDE.evidence)).toBe(
      "The model as a whole: another width, another number of blocks",
    );
  });

  it("speaks of the checkpoint and the baseline, not of pre and post", () => {
    const lost = {
      ...causeOf(evidence({ rule: "norm-lost", tensor: "ln_f.bias", value: null, threshold: null })),
      diagnosis: {
        kind: "missing",
        weight: "broken",
        from: "post",
        tensors: [{ norm: "ln_f", block: null, parameter: "bias" }],
      },
    } as const;
    expect(findingWords(lost, verdict([lost])).cause).toBe("ln_f bias is missing from the checkpoint");
  });
});

describe("the headline of a verdict", () => {
  it.each([
    ["clean", "No findings in 25 tensors by 6 rules."],
    ["one error", "1 error in 25 tensors by 6 rules."],
    ["many warnings", "1 warning in 25 tensors by 6 rules."],
    ["many warnings, strict", "1 warning in 25 tensors by 6 rules (strict: warnings fail)."],
    ["mixed", "3 errors and 3 warnings in 25 tensors by 6 rules."],
    ["no tensors", "1 error in 0 tensors by 3 rules."],
  ])("of %s counts", (name, headline) => {
    expect(verdictHeadline(verdictNamed(name))).toBe(headline);
  });

  it("speaks of strictness only where there are warnings for it to fail", () => {
    expect(verdictHeadline(verdict([NON_FINITE], { strict: true }))).toBe(
      "1 error in 25 tensors by 6 rules.",
    );
  });
});

describe("the headline of several verdicts", () => {
  it("counts those that failed, and names them", () => {
    expect(verdictsHeadline(nameVerdicts(SEVERAL))).toBe("1 of 3 checkpoints failed: post.");
    expect(verdictsHeadline(nameVerdicts([...SEVERAL, ...SEVERAL]))).toBe(
      "2 of 6 checkpoints failed: post, post.",
    );
    const passed = [verdictNamed("clean"), verdictNamed("many warnings")];
    expect(verdictsHeadline(nameVerdicts(passed))).toBe("None of 2 checkpoints failed.");
  });
});
