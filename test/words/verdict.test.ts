import { describe, expect, it } from "vitest";
import { findingMessage, nameVerdicts, verdictHeadline, verdictsHeadline } from "../../src/words/verdict.js";
import {
  finding,
  HOSTILE_PATH,
  MODEL_WIDE,
  NON_FINITE,
  SEVERAL,
  verdict,
  verdictNamed,
} from "../report/verdict/verdicts.js";

describe("the message of a finding", () => {
  it("says where, what, how much and the threshold", () => {
    expect(findingMessage(finding())).toBe(
      "h.6.ln_2.weight: relative shift of the median 0.149 is above 0.05",
    );
    expect(findingMessage(finding({ value: 0.01 }))).toMatch(/ 0\.0100 is below 0\.05$/);
    expect(findingMessage(finding({ value: 0.05 }))).toMatch(/ 0\.0500 is at 0\.05$/);
  });

  it("lists dims and the detail, and counts the dims that it does not list", () => {
    expect(findingMessage(NON_FINITE)).toBe(
      "h.0.ln_1.weight: NaN or infinite values (dims 3, 7, 12, 40, 41 and 2 more)",
    );
    expect(findingMessage(finding({ dims: [3], detail: "h.7.ln_2.weight" }))).toMatch(
      /\(dim 3; h\.7\.ln_2\.weight\)$/,
    );
    expect(findingMessage(finding({ dims: [3, 7, 12] }))).toMatch(/\(dims 3, 7 and 12\)$/);
    expect(findingMessage(finding({ dims: [1, 2, 3, 4, 5] }))).toMatch(/\(dims 1, 2, 3, 4 and 5\)$/);
  });

  it("names the model where no tensor is meant", () => {
    expect(MODEL_WIDE.map(findingMessage)).toEqual([
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
    expect(findingMessage(finding({ value, threshold }))).toBe(
      `h.6.ln_2.weight: relative shift of the median ${text}`,
    );
  });

  it("does without a value or a threshold", () => {
    expect(findingMessage(finding({ value: null }))).toMatch(/median has no value \(threshold 0\.05\)$/);
    expect(findingMessage(finding({ threshold: null }))).toMatch(/median 0\.149$/);
  });

  it("holds no character that could act on a terminal", () => {
    const message = findingMessage(finding({ detail: HOSTILE_PATH }));
    expect(message).toContain("\\u{a}::error title=x::y\\u{d}\\u{1b}[31m\\u{202e}");
    expect(message).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});

describe("the headline of a verdict", () => {
  it.each([
    ["clean", "No findings in 25 tensors by 5 rules."],
    ["one error", "1 error in 25 tensors by 5 rules."],
    ["many warnings", "13 warnings in 25 tensors by 5 rules."],
    ["many warnings, strict", "13 warnings in 25 tensors by 5 rules (strict: warnings fail)."],
    ["mixed", "4 errors and 14 warnings in 25 tensors by 5 rules."],
    ["no tensors", "1 error in 0 tensors by 3 rules."],
  ])("of %s counts", (name, headline) => {
    expect(verdictHeadline(verdictNamed(name))).toBe(headline);
  });

  it("speaks of strictness only where there are warnings for it to fail", () => {
    expect(verdictHeadline(verdict([NON_FINITE], { strict: true }))).toBe(
      "1 error in 25 tensors by 5 rules.",
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
