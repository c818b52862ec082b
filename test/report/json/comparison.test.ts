import { describe, expect, it } from "vitest";
import { comparisonJson } from "../../../src/report/json/comparison.js";
import { stringify } from "../../../src/report/json/stringify.js";
import { bell, everyFinding, madeUp, smallPair } from "../../support/comparisons.js";
import { expectValid, validatorOf } from "../../support/schemas.js";

const TOOL = { name: "gpt2-wdist", version: "1.2.3" };

describe("the JSON", () => {
  it("of the shipped pair is valid by the published schema", async () => {
    const validate = validatorOf("comparison");
    expect(
      validate(JSON.parse(comparisonJson(await smallPair({ bias: true }), TOOL))),
      JSON.stringify(validate.errors),
    ).toBe(true);
  });

  it("with broken and with moved tensors is valid by the published schema", () => {
    const parsed = expectValid(validatorOf("comparison"), comparisonJson(everyFinding(), TOOL)) as {
      findings: { kind: string }[];
    };
    expect([...new Set(parsed.findings.map(({ kind }) => kind))]).toEqual([
      "not-finite",
      "scaled",
      "few-dims",
      "sign",
      "widened",
      "identical",
    ]);
  });

  it("of identical and of steady models is valid too", () => {
    const validate = validatorOf("comparison");
    const bulk = bell(20, 0.3, 0.01);
    for (const post of [bulk, bulk.map((value) => value * 1.001)]) {
      expect(validate(JSON.parse(comparisonJson(madeUp([{ pre: bulk, post }]), TOOL)))).toBe(true);
    }
  });

  it("does not hold what the schema does not name", () => {
    const validate = validatorOf("comparison");
    const parsed = JSON.parse(comparisonJson(everyFinding(), TOOL)) as Record<string, unknown>;
    expect(validate({ ...parsed, more: 1 })).toBe(false);
  });

  it("keeps every digit of every number", async () => {
    const comparison = await smallPair();
    const parsed = JSON.parse(comparisonJson(comparison, TOOL)) as { tensors: { pre: { mean: number } }[] };
    expect(parsed.tensors.map(({ pre }) => pre.mean)).toEqual(
      comparison.tensors.map(({ pre }) => pre.summary.mean),
    );
  });

  it("escapes what could act on a terminal, and still says the same", () => {
    const hostile = { "a\u001b]0;x\u0007": "\u009b31m \u202e \u2028 \ud800" };
    const text = stringify(hostile);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/.exec(text)).toBeNull();
    expect(JSON.parse(text)).toEqual(hostile);
  });

  it("puts lists of numbers on one line", () => {
    expect(stringify({ a: [1, 2], b: [{ c: null }], d: {}, e: [] })).toBe(
      '{\n  "a": [1, 2],\n  "b": [\n    {\n      "c": null\n    }\n  ],\n  "d": {},\n  "e": []\n}\n',
    );
  });
});
