import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { lilconfig } from "lilconfig";
import { parsePatch, type RulePatch, suggestion } from "../../analysis/check/settings.js";
import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";

/** What a configuration file says; JSON, in which comments and trailing commas may stand. Never executed. */
export interface Config {
  readonly strict: boolean | null;
  /** Path of a checkpoint, relative to the working directory. */
  readonly baseline: string | null;
  readonly patches: readonly RulePatch[];
}

const NO_CONFIG: Config = { strict: null, baseline: null, patches: [] };

export const CONFIG_FILE = "gpt2-wdist.config.json";
/** Looked for in the working directory and then upwards. */
const SEARCH_PLACES = [CONFIG_FILE, ".gpt2-wdistrc", ".gpt2-wdistrc.json", "package.json"];

const KEYS = ["$schema", "strict", "baseline", "rules", "overrides"];
const OVERRIDE_KEYS = ["tensors", "rules"];

/**
 * The configuration of that file, or of the first one found.
 * @throws WdistError USAGE, with what to mend
 */
export async function loadConfig(path: string | null): Promise<Config> {
  if (path !== null) return readConfig(parseJsonc(path, await readText(path)), path);
  const loader = (file: string, text: string) => parseJsonc(file, text);
  const explorer = lilconfig("gpt2-wdist", {
    searchPlaces: SEARCH_PLACES,
    loaders: { ".json": loader, noExt: loader },
  });
  const found = await explorer.search();
  return found === null || found.isEmpty === true
    ? NO_CONFIG
    : readConfig(found.config as unknown, found.filepath);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new WdistError("NOT_FOUND", {
      where: path,
      what: "the configuration cannot be read",
      fix: "check --config",
      cause,
    });
  }
}

function parseJsonc(path: string, text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first === undefined) return value;
  const line = text.slice(0, first.offset).split("\n").length;
  throw wrong(
    `${path}, line ${line}`,
    `not valid JSON: ${printParseErrorCode(first.error)}`,
    "mend it there",
  );
}

function readConfig(value: unknown, path: string): Config {
  const config = requireObject(value, path, KEYS);
  const { strict = null, baseline = null, rules = {}, overrides = [] } = config;
  if (strict !== null && typeof strict !== "boolean")
    throw wrong(path, "strict is no truth value", "write true or false");
  if (baseline !== null && typeof baseline !== "string")
    throw wrong(path, "baseline is no path", "write a string");
  if (!Array.isArray(overrides))
    throw wrong(path, "overrides is no list", 'write [{"tensors": "ln_f", "rules": {...}}]');
  return {
    strict,
    baseline: baseline === null || isAbsolute(baseline) ? baseline : join(dirname(path), baseline),
    patches: [
      ...readRules(rules, path, null),
      ...overrides.flatMap((entry) => readOverride(entry as unknown, path)),
    ],
  };
}

function readOverride(value: unknown, path: string): RulePatch[] {
  const { tensors, rules = {} } = requireObject(value, `${path}, overrides`, OVERRIDE_KEYS);
  const patterns: unknown[] = Array.isArray(tensors) ? tensors : [tensors];
  if (!patterns.every((pattern) => typeof pattern === "string")) {
    throw wrong(`${path}, overrides`, "tensors is no pattern", 'write "h.11.*" or ["h.11.*", "ln_f"]');
  }
  return readRules(rules, path, patterns);
}

function readRules(value: unknown, path: string, tensors: RulePatch["tensors"]): RulePatch[] {
  const rules = requireObject(value, `${path}, rules`, null);
  return Object.entries(rules).map(([name, setting]) => parsePatch(`${path}, rules`, name, setting, tensors));
}

function requireObject(
  value: unknown,
  where: string,
  keys: readonly string[] | null,
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(where, "is no object", "write {...}");
  const unknown = Object.keys(value).find((key) => keys !== null && !keys.includes(key));
  if (unknown !== undefined)
    throw wrong(where, `unknown key ${quote(unknown)}`, suggestion(unknown, keys ?? []));
  return value as Record<string, unknown>;
}

function wrong(where: string, what: string, fix: string): WdistError {
  return new WdistError("USAGE", { where, what, fix });
}
