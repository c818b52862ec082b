import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { RULES } from "../src/analysis/check/rules/index.js";
import type { OptionSpec, Rule } from "../src/analysis/check/rules/rule.js";
import { RULE_LEVELS } from "../src/analysis/check/settings.js";
import { FIGURE_NAMES } from "../src/figure/names.js";
import {
  commandsPart,
  figuresPart,
  formatsPart,
  headlinePart,
  lookalikesPart,
  refusedFilesPart,
  rulesPart,
  tablesPart,
} from "./support/docParts.js";
import { runCli } from "./support/fakeIo.js";

/** Parts of the documentation are made from the registries: UPDATE_GOLDENS=1 writes them. */

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const CONFIG_SCHEMA = fileURLToPath(new URL("../schema/config.schema.json", import.meta.url));

/** npm and GitHub show it first: what is longer is in docs. */
const MOST_README_BYTES = 8192;

interface Part {
  readonly file: string;
  /** Between "<!-- NAME: made from SOURCE by the tests -->" and "<!-- end of NAME -->". */
  readonly name: string;
  readonly from: string;
  readonly make: () => string | Promise<string>;
}

const PARTS: readonly Part[] = [
  { file: "README.md", name: "headline", from: "fixtures", make: headlinePart },
  { file: "docs/check.md", name: "rules", from: "src/analysis/check/rules", make: rulesPart },
  { file: "docs/commands.md", name: "commands", from: "src/cli/commands", make: commandsPart },
  { file: "docs/figures.md", name: "figures", from: "src/figure", make: figuresPart },
  { file: "docs/formats.md", name: "formats", from: "src/format", make: formatsPart },
  { file: "docs/formats.md", name: "refused files", from: "src/format/unread", make: refusedFilesPart },
  { file: "docs/formats.md", name: "lookalikes", from: "src/family", make: lookalikesPart },
  { file: "docs/tables.md", name: "tables", from: "src/table", make: tablesPart },
];

/** Every document for people. */
const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
  ...readdirSync(`${ROOT}docs`)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

function read(file: string): string {
  return readFileSync(ROOT + file, "utf8");
}

function expectWritten(path: string, expected: string): void {
  if (process.env.UPDATE_GOLDENS === "1") writeFileSync(path, expected);
  expect(readFileSync(path, "utf8") === expected, `${path} is out of date: UPDATE_GOLDENS=1 npm test`).toBe(
    true,
  );
}

/** A document with the text between the two marks of a part replaced. */
async function withPart({ file, name, from, make }: Part): Promise<string> {
  const start = `<!-- ${name}: made from ${from} by the tests -->`;
  const end = `<!-- end of ${name} -->`;
  const [before, rest] = read(file).split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no part "${name}"`);
  return `${before}${start}\n\n${await make()}\n\n${end}${after}`;
}

/** Where the links and pictures of a document lead within the project, without the part behind #. */
function linksOf(file: string): string[] {
  const text = read(file).replace(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => link.split("#")[0] ?? "")
    .filter((link) => link !== "");
}

/** The names of tests in a text, which must lead to some. */
function testsNamedIn(text: string): string[] {
  return [...text.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1] ?? "");
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
  it.each(PARTS)("has what $from says of $name in $file", async (part) => {
    expectWritten(ROOT + part.file, await withPart(part));
  });

  it("fits into 8 KB where it is read first", () => {
    expect(Buffer.byteLength(read("README.md"))).toBeLessThanOrEqual(MOST_README_BYTES);
  });

  it.each(DOCUMENTS)("leads nowhere that is not there: %s", (file) => {
    const missing = linksOf(file).filter((link) => !existsSync(join(ROOT, dirname(file), link)));
    expect(missing).toEqual([]);
  });

  it("can be found: README leads to every document", () => {
    const linked = linksOf("README.md");
    expect(DOCUMENTS.filter((file) => file !== "README.md" && !linked.includes(file))).toEqual([]);
  });

  it("gives a reason for every dependency", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Readonly<
      Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>
    >;
    const named = new Set([...read("docs/dependencies.md").matchAll(/`([^`]+)`/g)].map((match) => match[1]));
    const unexplained = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !named.has(name),
    );
    expect(unexplained).toEqual([]);
  });

  it("explains every figure, with its picture", () => {
    const figures = read("docs/figures.md");
    for (const { name, of } of FIGURE_NAMES) {
      if (of !== "comparison") continue;
      expect(figures).toContain(`\n**${name}**: `);
      expect(figures).toContain(`(gallery/${name}.png)`);
    }
  });

  it("shows figures as they are drawn now: npm run gallery draws them", async () => {
    const { scripts } = JSON.parse(read("package.json")) as {
      scripts: { gallery: string };
    };
    const folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-gallery-"));
    for (const command of scripts.gallery.split(" && ")) {
      const args = command.replace("node bin/gpt2-wdist.js ", "").split(" ");
      const moved = args.map((arg) =>
        arg.replace("docs/gallery", folder).replace(/^fixtures\//, `${ROOT}fixtures/`),
      );
      expect((await runCli(moved)).code).toBe(0);
    }
    for (const { name, of } of FIGURE_NAMES) {
      if (of !== "comparison") continue;
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
    const named = testsNamedIn(read("SECURITY.md"));
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((path) => !existsSync(ROOT + path))).toEqual([]);
  });
});

describe("CONTRIBUTING", () => {
  it("names files that there are", () => {
    const named = [
      ...read("CONTRIBUTING.md").matchAll(/`((?:src|test|scripts|schema|fixtures|docs)\/[^`*]+)`/g),
    ]
      .map((match) => match[1] ?? "")
      .filter((path) => !path.includes("NAME") && path !== "test/changed/");
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !existsSync(ROOT + path))).toEqual([]);
  });
});
