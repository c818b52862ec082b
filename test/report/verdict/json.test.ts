import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { verdictJson, verdictsJson, verdictsJsonLines } from "../../../src/report/verdict/json.js";
import { HOSTILE_PATH, SEVERAL, TOOL, VERDICTS, verdictNamed } from "./verdicts.js";

const SCHEMA = new URL("../../../schema/verdict.schema.json", import.meta.url);
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(SCHEMA, "utf8")) as object,
);

interface Parsed {
  readonly failed: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly model: { readonly path: string };
  readonly violations: readonly { readonly value: number | null; readonly text: string }[];
}

function parsed(name: string): Parsed {
  return JSON.parse(verdictJson(verdictNamed(name), TOOL)) as Parsed;
}

describe("the JSON of a verdict", () => {
  it.each(Object.keys(VERDICTS))("of %s is valid by the published schema", (name) => {
    expect(validate(parsed(name)), JSON.stringify(validate.errors)).toBe(true);
  });

  it("does not hold what the schema does not name, and lacks nothing that it does", () => {
    const whole = parsed("mixed");
    const { violations, ...rest } = whole;
    expect(validate({ ...whole, more: 1 })).toBe(false);
    expect(validate(rest)).toBe(false);
    expect(validate({ ...whole, violations: [{ ...violations[0], severity: "info" }] })).toBe(false);
  });

  it("keeps every digit, and has null for what is no number", () => {
    expect(parsed("mixed").violations.map(({ value }) => value)).toEqual(
      verdictNamed("mixed").violations.map(({ value }) => value),
    );
    expect(parsed("a value that is none").violations[0]?.value).toBeNull();
    expect(parsed("an infinite value").violations[0]?.value).toBeNull();
  });

  it("counts, and says whether the check failed", () => {
    expect(parsed("mixed")).toMatchObject({ failed: true, errors: 4, warnings: 14 });
    expect(parsed("many warnings")).toMatchObject({ failed: false, errors: 0, warnings: 13 });
    expect(parsed("many warnings, strict")).toMatchObject({ failed: true, errors: 0, warnings: 13 });
  });

  it("keeps a hostile path as it is, in characters that do nothing to a terminal", () => {
    expect(parsed("hostile").model.path).toBe(HOSTILE_PATH);
    const text = verdictJson(verdictNamed("hostile"), TOOL).replaceAll("\n", "");
    expect(text).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});

describe("the JSON of several verdicts", () => {
  const several = JSON.parse(verdictsJson(SEVERAL, TOOL)) as { readonly verdicts: readonly unknown[] };

  it("is valid by the published schema, of whatever verdicts", () => {
    for (const verdicts of [SEVERAL, Object.values(VERDICTS)]) {
      expect(validate(JSON.parse(verdictsJson(verdicts, TOOL))), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it("does not hold what the schema does not name, lacks nothing that it does, and is of two at least", () => {
    const { verdicts, ...rest } = several;
    expect(validate({ ...several, more: 1 })).toBe(false);
    expect(validate(rest)).toBe(false);
    expect(validate({ ...several, verdicts: verdicts.slice(0, 1) })).toBe(false);
    expect(validate({ ...several, verdicts: [verdicts[0], several] })).toBe(false);
  });

  it("has each as it would be alone, in order, and what they come to", () => {
    expect(several).toMatchObject({
      schema: "gpt2-wdist/verdicts@1",
      tool: TOOL,
      failed: true,
      errors: 3,
      warnings: 3,
    });
    expect(several.verdicts).toEqual(SEVERAL.map((each) => JSON.parse(verdictJson(each, TOOL)) as unknown));
    const passed = [verdictNamed("clean"), verdictNamed("many warnings")];
    expect(JSON.parse(verdictsJson(passed, TOOL))).toMatchObject({ failed: false, errors: 0, warnings: 13 });
  });

  it("is a verdict a line as JSON lines, each by the schema", () => {
    const lines = verdictsJsonLines([...SEVERAL, verdictNamed("hostile")], TOOL).split("\n");
    expect(lines.pop()).toBe("");
    const parsedLines = lines.map((line) => JSON.parse(line) as unknown);
    expect(parsedLines).toEqual(
      [...SEVERAL, verdictNamed("hostile")].map((each) => JSON.parse(verdictJson(each, TOOL)) as unknown),
    );
    for (const line of parsedLines) expect(validate(line)).toBe(true);
  });
});
