import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FAMILIES } from "../src/family/registry.js";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** What each room may import from, besides itself and the vocabulary (model, errors, escape). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  source: [],
  format: ["source"],
  family: ["format", "source"],
  stats: [],
  counting: ["stats", "source"],
  // A model run on text: loaded when it is asked for.
  forward: ["format", "family", "stats"],
  analysis: ["counting", "forward", "stats", "family", "format"],
  words: ["analysis", "stats"],
  table: ["words", "analysis", "stats"],
  figure: ["words", "analysis", "stats"],
  report: ["figure", "table", "words", "analysis", "stats"],
  render: ["figure", "report", "table", "words", "analysis"],
  // The script of report pages: runs in browsers, bundled by itself.
  page: ["figure", "report", "render", "table", "words", "analysis"],
  // What callers of the package use.
  library: ["source", "family", "stats", "analysis", "table", "report", "figure", "render"],
  "index.ts": ["library", "source", "words"],
  cli: [
    "source",
    "format",
    "family",
    "stats",
    "counting",
    "forward",
    "analysis",
    "words",
    "table",
    "report",
    "figure",
    "render",
  ],
};
const VOCABULARY = ["model", "errors.ts", "escape.ts"];
/** Files of the command line that are loaded when a picture is drawn, or a report. */
const LOADED_TO_DRAW = ["cli/output/reportContent.ts"];
/** The only rooms that touch files, processes or the network. */
const ROOMS_WITH_IO = ["source", "render", "cli"];

/** What libraries call norms, those of the families that can be read and of others that may come. */
const NAMES_OF_NORMS = namesOfNorms();

function namesOfNorms(): RegExp {
  const sites = FAMILIES.flatMap(({ architecture }) => architecture.sites);
  // Those that are words of English as well ("norm") may be written.
  const own = sites
    .flatMap(({ name, path }) => [name, path.split(".").at(-1) ?? name])
    .filter((name) => /[a-z]/.test(name) && name.includes("_"))
    .map((name) => name.replaceAll(".", "\\."));
  const others = [
    /ln[12f][wb]|ln_(?:attn|mlp|cross_attn)|norm_[12f]|[qk]_(?:norm|layernorm|ln)|layrnorm/,
    /(?:input|post_attention|post_self_attn|post_mlp|pre_feedforward|post_feedforward)_layernorm/,
    /final_?layer_?norm|layernorm_(?:before|after)|layer_norm[12]?|(?:self_attn|encoder_attn|sa|output)_layer_norm/,
    /(?:attn|ffn|output|token_embd|post_attention|post_ffw|attn_[qk])_norm|word_embeddings_layernorm/,
  ].map(({ source }) => source);
  return new RegExp(
    `(?<![A-Za-z0-9_])(?:${[...new Set([...own, ...others])].join("|")})(?![A-Za-z0-9_])`,
    "g",
  );
}

/** Where a norm of GPT-2 may be spelled nevertheless. */
const MAY_SPELL_NORMS: readonly { readonly file: RegExp; readonly line: RegExp; readonly why: string }[] = [
  {
    file: /^analysis\/check\/rules\//,
    line: /^ {2}why: ".*GPT-2 small/,
    why: "what was measured on GPT-2 small, on which a rule's threshold rests",
  },
  { file: /^cli\/commands\//, line: /^ {2}gpt2-wdist /, why: "command lines that work on a GPT-2" },
  {
    file: /^cli\/config\//,
    line: /tensors|^ +'write "/,
    why: "examples of an override that work on a GPT-2",
  },
  {
    file: /^format\/llmc\//,
    line: /"ln[12f][wb]"|`ln1w/,
    why: "llm.c's own names of its arrays, which the file does not hold",
  },
];

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  // Declarations of packages that are not here are no code.
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
  .map((path) => path.split(sep).join("/"))
  // Another language, which its own compiler checks.
  .filter((path) => !path.startsWith("counting/assembly/"));

/** Module specifiers of a file: static imports, re-exports and dynamic imports. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport\()\s*"([^"]+)"|^import "([^"]+)"/gm)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
}

/** Files of this project that a file imports, relative to src. */
function internalImportsOf(file: string): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) =>
      relative(SRC, resolve(SRC, dirname(file), specifier))
        .split(sep)
        .join("/"),
    )
    .map((path) => path.replace(/\.js$/, ".ts"));
}

/** Those that are loaded with a file at once, and not for their types alone. */
function staticImportsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const eager = [...text.matchAll(/^(?:import|export) (?!type\b)[^;]*?"([^"]+)";/gm)].map(
    (match) => match[1],
  );
  return internalImportsOf(file).filter((target) =>
    eager.some((specifier) => join(dirname(file), specifier as string).replace(/\.js$/, ".ts") === target),
  );
}

function roomOf(file: string): string {
  return file.split("/")[0] as string;
}

describe("the house", () => {
  it("has only the rooms that are drawn", () => {
    const known = [...Object.keys(MAY_IMPORT), ...VOCABULARY];
    expect([...new Set(files.map(roomOf))].filter((room) => !known.includes(room))).toEqual([]);
  });

  it("imports in one direction only", () => {
    const wrong = files.flatMap((file) => {
      const room = roomOf(file);
      const allowed = VOCABULARY.includes(room)
        ? VOCABULARY
        : [room, ...VOCABULARY, ...(MAY_IMPORT[room] ?? [])];
      return internalImportsOf(file)
        .filter((target) => !allowed.includes(roomOf(target)))
        .map((target) => `${file} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it("has no circular imports", () => {
    const cycles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      if (path.includes(file) || done.has(file)) return;
      for (const target of internalImportsOf(file)) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("imports nothing into the vocabulary of types", () => {
    const outside = files
      .filter((file) => roomOf(file) === "model")
      .flatMap(internalImportsOf)
      .filter((target) => roomOf(target) !== "model");
    expect(outside).toEqual([]);
  });

  it("touches files only in source, render and cli", () => {
    const touching = files.filter((file) =>
      importsOf(file).some((specifier) => /^node:(fs|net|http|https|child_process|process)/.test(specifier)),
    );
    expect(touching.filter((file) => !ROOMS_WITH_IO.includes(roomOf(file)))).toEqual([]);
  });

  it("loads vega and resvg only when a picture is asked for", () => {
    const eager = files
      .filter((file) => !["render", "page"].includes(roomOf(file)))
      .filter((file) => {
        const text = readFileSync(join(SRC, file), "utf8");
        return /^(import|export) [^;]*from "[^"]*render\//m.test(text);
      });
    expect(eager).toEqual([]);
  });

  it("spells the names of norms in family alone, so that a family more is a file more", () => {
    const found = files
      .filter((file) => roomOf(file) !== "family")
      .flatMap((file) =>
        readFileSync(join(SRC, file), "utf8")
          .split("\n")
          .flatMap((line) => (line.match(NAMES_OF_NORMS) ?? []).map((name) => ({ file, line, name }))),
      );
    const isAllowed = ({ file, line }: { readonly file: string; readonly line: string }) =>
      MAY_SPELL_NORMS.some((allowed) => allowed.file.test(file) && allowed.line.test(line));
    const spelled = found.filter((place) => !isAllowed(place));
    expect(spelled.map(({ file, name, line }) => `${file}: ${name} in "${line.trim()}"`)).toEqual([]);
    const unused = MAY_SPELL_NORMS.filter(
      (allowed) => !found.some(({ file, line }) => allowed.file.test(file) && allowed.line.test(line)),
    );
    expect(unused.map(({ why }) => why)).toEqual([]);
  });

  it("loads figures only when a picture is asked for", () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      // Of this one the built program has the values alone.
      if (loaded.has(file) || file === "figure/names.ts") return;
      loaded.add(file);
      for (const target of staticImportsOf(file)) load(target);
    };
    for (const file of files.filter((path) => path.startsWith("cli/"))) {
      if (!LOADED_TO_DRAW.includes(file)) load(file);
    }
    expect([...loaded].filter((file) => /^(figure\/kinds|render)\//.test(file))).toEqual([]);
  });

  it("leaves no file unused", () => {
    const used = new Set(files.flatMap(internalImportsOf));
    const entries = [
      "index.ts",
      "cli/start/launch.ts",
      "cli/start/main.ts",
      "page/main.ts",
      "page/run/main.ts",
      "page/told/main.ts",
      "page/drawer/main.ts",
      "counting/worker.ts",
      // Registries that documentation and tests read.
      "table/allTables.ts",
      "table/formats.ts",
    ];
    expect(files.filter((file) => !used.has(file) && !entries.includes(file))).toEqual([]);
  });
});
