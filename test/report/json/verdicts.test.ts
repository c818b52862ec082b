import { describe, expect, it } from "vitest";
import { verdictsJson, verdictsJsonLines } from "../../../src/report/json/verdicts.js";
import { validatorOf } from "../../support/schemas.js";
import { HOSTILE_PATH, SEVERAL, TOOL, VERDICTS, verdictNamed } from "../verdict/verdicts.js";

const validate = validatorOf("verdict");

interface Parsed {
  readonly failed: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly model: { readonly path: string };
  readonly findings: readonly {
    readonly severity: string;
    readonly evidence: readonly { readonly value: number | null; readonly text: string }[];
  }[];
}

/** The line of JSON Lines. */
function parsed(name: string): Parsed {
  return JSON.parse(verdictsJsonLines([verdictNamed(name)], TOOL)) as Parsed;
}

describe("a verdict in JSON Lines", () => {
  it.each(Object.keys(VERDICTS))("of %s is valid by the published schema", (name) => {
    expect(validate(parsed(name)), JSON.stringify(validate.errors)).toBe(true);
  });

  it("does not hold what the schema does not name, and lacks nothing that it does", () => {
    const whole = parsed("mixed");
    const { findings, ...rest } = whole;
    expect(validate({ ...whole, more: 1 })).toBe(false);
    expect(validate(rest)).toBe(false);
    expect(validate({ ...whole, findings: [{ ...findings[0], severity: "info" }] })).toBe(false);
  });

  it("keeps every digit, and has null for what is no number", () => {
    const values = (findings: Parsed["findings"]) =>
      findings.flatMap(({ evidence }) => evidence.map(({ value }) => value));
    expect(values(parsed("mixed").findings)).toEqual(
      verdictNamed("mixed").findings.flatMap(({ evidence }) => evidence.map(({ value }) => value)),
    );
    expect(values(parsed("a value that is none").findings)).toEqual([null]);
    expect(values(parsed("an infinite value").findings)).toEqual([null]);
  });

  it("counts, and says whether the check failed", () => {
    expect(parsed("mixed")).toMatchObject({ failed: true, errors: 3, warnings: 3 });
    expect(parsed("many warnings")).toMatchObject({ failed: false, errors: 0, warnings: 1 });
    expect(parsed("many warnings, strict")).toMatchObject({ failed: true, errors: 0, warnings: 1 });
  });

  it("keeps a hostile path as it is, in characters that do nothing to a terminal", () => {
    expect(parsed("hostile").model.path).toBe(HOSTILE_PATH);
    const text = verdictsJson([verdictNamed("hostile")], TOOL).replaceAll("\n", "");
    expect(text).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
  });
});

describe("the JSON of verdicts", () => {
  const several = JSON.parse(verdictsJson(SEVERAL, TOOL)) as { readonly verdicts: readonly unknown[] };

  it("is valid by the published schema, of whatever verdicts", () => {
    for (const verdicts of [SEVERAL, SEVERAL.slice(0, 1), Object.values(VERDICTS)]) {
      expect(validate(JSON.parse(verdictsJson(verdicts, TOOL))), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it("does not hold what the schema does not name, and lacks nothing that it does", () => {
    const { verdicts, ...rest } = several;
    expect(validate({ ...several, more: 1 })).toBe(false);
    expect(validate(rest)).toBe(false);
    expect(validate({ ...several, verdicts: [verdicts[0], several] })).toBe(false);
  });

  it("has the same root of one checkpoint as of many, and what they come to", () => {
    const one = JSON.parse(verdictsJson(SEVERAL.slice(0, 1), TOOL)) as { readonly verdicts: unknown[] };
    expect(Object.keys(one)).toEqual(Object.keys(several));
    expect(one.verdicts).toEqual(several.verdicts.slice(0, 1));
    expect(several).toMatchObject({
      schema: "gpt2-wdist/verdicts@3",
      tool: TOOL,
      failed: true,
      errors: 2,
      warnings: 2,
    });
    const passed = [verdictNamed("clean"), verdictNamed("many warnings")];
    expect(JSON.parse(verdictsJson(passed, TOOL))).toMatchObject({ failed: false, errors: 0, warnings: 1 });
  });

  it("names those that could not be checked", () => {
    const unchecked = [{ path: HOSTILE_PATH, code: "NOT_FOUND", what: "is not there", fix: null }];
    const root = JSON.parse(verdictsJson(SEVERAL.slice(0, 1), TOOL, unchecked)) as {
      readonly unchecked: unknown;
    };
    expect(validate(root), JSON.stringify(validate.errors)).toBe(true);
    expect(root.unchecked).toEqual(unchecked);
  });

  it("has each verdict as its line in JSON Lines has it, each line by the schema", () => {
    const lines = verdictsJsonLines([...SEVERAL, verdictNamed("hostile")], TOOL).split("\n");
    expect(lines.pop()).toBe("");
    const parsedLines = lines.map((line) => JSON.parse(line) as object);
    for (const line of parsedLines) expect(validate(line), JSON.stringify(validate.errors)).toBe(true);
    const { verdicts } = JSON.parse(verdictsJson([...SEVERAL, verdictNamed("hostile")], TOOL)) as {
      readonly verdicts: readonly object[];
    };
    const named = { schema: "gpt2-wdist/verdict@3", tool: TOOL };
    expect(parsedLines).toEqual(verdicts.map((each) => ({ ...named, ...each })));
  });
});
