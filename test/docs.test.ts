import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { RULES } from "../src/analysis/check/rules/index.js";
import type { OptionSpec, Rule } from "../src/analysis/check/rules/rule.js";
import { RULE_LEVELS } from "../src/analysis/check/settings.js";
import { figuresOf } from "../src/figure/index.js";
import { FORMATS } from "../src/format/index.js";
import { TABLES } from "../src/table/allTables.js";
import { runCli } from "./support/fakeIo.js";

/** What is said of the rules elsewhere is made from the rules: UPDATE_GOLDENS=1 writes it. */

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const README = `${ROOT}README.md`;
const CONFIG_SCHEMA = fileURLToPath(new URL("../schema/config.schema.json", import.meta.url));
const START = "<!-- rules: made from src/analysis/check/rules by the tests -->";
const END = "<!-- end of rules -->";
const FORMATS_START = "<!-- formats: made from src/format by the tests -->";
const FORMATS_END = "<!-- end of formats -->";
const TABLES_DOC = `${ROOT}docs/tables.md`;
const TABLES_START = "<!-- tables: made from src/table by the tests -->";
const TABLES_END = "<!-- end of tables -->";

function expectWritten(path: string, expected: string): void {
  if (process.env.UPDATE_GOLDENS === "1") writeFileSync(path, expected);
  expect(readFileSync(path, "utf8") === expected, `${path} is out of date: UPDATE_GOLDENS=1 npm test`).toBe(
    true,
  );
}

function rulesTable(): string {
  const rows = RULES.map(
    ({ name, about, why, needsBaseline, defaultLevel, options }) =>
      `| \`${name}\`${needsBaseline ? " †" : ""} | ${about} | ${defaultLevel}${optionsText(options)} | ${why} |`,
  );
  return ["| rule | what it means | default | why |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function formatsTable(): string {
  const rows = FORMATS.map(({ name, reads, recognisedBy }) => `| ${name} | ${reads} | ${recognisedBy} |`);
  return ["| format | what is read | recognised by |", "| --- | --- | --- |", ...rows].join("\n");
}

/** Every table and its columns. */
function tablesText(): string {
  return TABLES.map(({ of, table: { row, columns } }) =>
    [
      `## \`${of}\`: a row a ${row}`,
      "",
      "| column | type | what it means |",
      "| --- | --- | --- |",
      ...columns.map(({ name, type, means }) => `| \`${name}\` | ${type} | ${means} |`),
    ].join("\n"),
  ).join("\n\n");
}

/** The names of tests in a text, which must lead to some. */
function testsNamedIn(text: string): string[] {
  return [...text.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1] ?? "");
}

/** A document with the part between two marks replaced. */
function withPart(start: string, part: string, end: string, path = README): string {
  const [before, rest] = readFileSync(path, "utf8").split(start) as [string, string];
  const after = rest.split(end)[1] as string;
  return `${before}${start}\n\n${part}\n\n${end}${after}`;
}

function optionsText(options: Rule["options"]): string {
  return Object.entries(options)
    .map(([name, spec]) => `, ${name} ${spec.default}`)
    .join("");
}

function configSchema(): object {
  const rules = {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(RULES.map((rule) => [rule.name, ruleSchema(rule)])),
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "gpt2-wdist configuration",
    description: "Settings of gpt2-wdist check; JSON, in which comments and trailing commas may stand.",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      strict: { type: "boolean", description: "warnings fail too" },
      baseline: { type: "string", description: "checkpoint to compare with, relative to this file" },
      rules,
      overrides: {
        type: "array",
        description: "other settings for some tensors; later ones win",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["tensors", "rules"],
          properties: {
            tensors: {
              description: 'patterns of canonical names: "h.11.*", "ln_f"',
              anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
            },
            rules,
          },
        },
      },
    },
  };
}

function ruleSchema({ about, defaultLevel, options }: Rule): object {
  const level = { enum: RULE_LEVELS };
  const properties = Object.fromEntries(
    Object.entries(options).map(([name, spec]) => [name, optionSchema(spec)]),
  );
  return {
    description: about,
    default: defaultLevel,
    anyOf: [
      level,
      {
        type: "array",
        minItems: 1,
        maxItems: 2,
        items: [level, { type: "object", additionalProperties: false, properties }],
      },
    ],
  };
}

function optionSchema({ default: value, meaning, choices }: OptionSpec): object {
  const type = choices === undefined ? { type: "number", minimum: 0 } : { enum: choices };
  return { ...type, default: value, description: meaning };
}

describe("the documentation", () => {
  it("explains every rule in the README", () => {
    expectWritten(README, withPart(START, rulesTable(), END));
  });

  it("lists every format in the README", () => {
    expectWritten(README, withPart(FORMATS_START, formatsTable(), FORMATS_END));
  });

  it("lists every table and its columns", () => {
    expectWritten(TABLES_DOC, withPart(TABLES_START, tablesText(), TABLES_END, TABLES_DOC));
  });

  it("explains every figure, with its picture", () => {
    const readme = readFileSync(README, "utf8");
    for (const { name } of figuresOf("comparison")) {
      expect(readme).toContain(`\n**${name}**: `);
      expect(readme).toContain(`docs/gallery/${name}.png`);
    }
  });

  it("shows figures as they are drawn now: npm run gallery draws them", async () => {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as {
      scripts: { gallery: string };
    };
    const args = scripts.gallery.replace("node bin/gpt2-wdist.js ", "").split(" ");
    const folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-gallery-"));
    const moved = args.map((arg) =>
      arg.replace("docs/gallery", folder).replace(/^fixtures\//, `${ROOT}fixtures/`),
    );
    expect((await runCli(moved)).code).toBe(0);
    for (const { name } of figuresOf("comparison")) {
      const [drawn, shown] = [folder, `${ROOT}docs/gallery`].map((place) =>
        readFileSync(`${place}/${name}.png`),
      );
      expect(drawn?.equals(shown as Buffer), `${name}: npm run gallery`).toBe(true);
    }
    rmSync(folder, { recursive: true });
  });

  it("has a schema of the configuration for editors", () => {
    expectWritten(CONFIG_SCHEMA, `${JSON.stringify(configSchema(), null, 2)}\n`);
  });
});

describe("SECURITY", () => {
  it("names tests that there are", () => {
    const named = testsNamedIn(readFileSync(`${ROOT}SECURITY.md`, "utf8"));
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((path) => !existsSync(ROOT + path))).toEqual([]);
  });
});
