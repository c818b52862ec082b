import { dirname, isAbsolute, join } from "node:path";
import { parsePatch, type RulePatch, suggestion } from "../../analysis/check/settings.js";
import { usageError } from "../../errors.js";
import { quote } from "../../escape.js";
import { configAt, findConfig } from "./findConfig.js";

/** What a configuration file says; JSON, in which comments and trailing commas may stand. Never executed. */
export interface Config {
  /** Where it was found, from the working directory; null where there is none, or it was named. */
  readonly foundAt: string | null;
  readonly strict: boolean | null;
  /** Path of a checkpoint, relative to the working directory. */
  readonly baseline: string | null;
  readonly patches: readonly RulePatch[];
}

const NO_CONFIG: Config = { foundAt: null, strict: null, baseline: null, patches: [] };

const KEYS = ["$schema", "strict", "baseline", "rules", "overrides"];
const OVERRIDE_KEYS = ["tensors", "rules"];

/**
 * The configuration of that file, or of the first one found.
 * @throws WdistError USAGE, with what to correct
 */
export function loadConfig(path: string | null): Config {
  if (path !== null) return readConfig(configAt(path).value, path);
  const found = findConfig();
  return found === null ? NO_CONFIG : { ...readConfig(found.value, found.path), foundAt: found.path };
}

function readConfig(value: unknown, path: string): Config {
  const config = requireObject(value, path, KEYS);
  const { strict = null, baseline = null, rules = {}, overrides = [] } = config;
  if (strict !== null && typeof strict !== "boolean")
    throw usageError(path, "strict must be true or false", "write true or false");
  if (baseline !== null && typeof baseline !== "string")
    throw usageError(path, "baseline must be a path", "write a string");
  if (!Array.isArray(overrides))
    throw usageError(path, "overrides must be a list", 'write [{"tensors": "ln_f", "rules": {...}}]');
  return {
    foundAt: null,
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
    throw usageError(
      `${path}, overrides`,
      "tensors must be a pattern",
      'write "h.11.*" or ["h.11.*", "ln_f"]',
    );
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
    throw usageError(where, "must be an object", "write {...}");
  const unknown = Object.keys(value).find((key) => keys !== null && !keys.includes(key));
  if (unknown !== undefined)
    throw usageError(where, `unknown key ${quote(unknown)}`, suggestion(unknown, keys ?? []));
  return value as Record<string, unknown>;
}
