import { distance } from "fastest-levenshtein";
import { usageError, type WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { RuleLevel, RuleOption, RuleSetting } from "../../model/verdict.js";
import { RULES } from "./rules/index.js";
import type { Rule } from "./rules/rule.js";

/** How strict each rule is for each tensor: the rules' defaults, then a configuration, then its overrides. */

export const RULE_LEVELS: readonly RuleLevel[] = ["off", "warn", "error"];

/** A change to one rule's setting; what it leaves out stays. */
export interface RulePatch {
  readonly rule: string;
  readonly level: RuleLevel | null;
  readonly options: Readonly<Record<string, RuleOption>>;
  /** Patterns of canonical names; null for every tensor and the model as a whole. */
  readonly tensors: readonly string[] | null;
}

/** The setting of a rule for a tensor (null: the model as a whole). Later patches win. */
export function settingOf(rule: Rule, tensor: string | null, patches: readonly RulePatch[]): RuleSetting {
  const merged = mergedSetting(rule, tensor, patches);
  return { ...merged, options: consistent(rule, merged.options, patches) };
}

function mergedSetting(rule: Rule, tensor: string | null, patches: readonly RulePatch[]): RuleSetting {
  const defaults = Object.fromEntries(
    Object.entries(rule.options).map(([name, spec]) => [name, spec.default]),
  );
  return patches
    .filter((patch) => patch.rule === rule.name && applies(patch, tensor))
    .reduce<RuleSetting>(
      (setting, { level, options }) => ({
        level: level ?? setting.level,
        options: { ...setting.options, ...options },
      }),
      { level: rule.defaultLevel, options: defaults },
    );
}

/**
 * Nothing is an error that is no warning: where `max` was set last, below `warn`, that goes with it.
 * @throws WdistError USAGE where `warn` was set last, above `max`
 */
function consistent(
  rule: Rule,
  options: RuleSetting["options"],
  patches: readonly RulePatch[],
): RuleSetting["options"] {
  const { warn, max } = options;
  if (typeof warn !== "number" || typeof max !== "number" || warn <= max) return options;
  const lastThatSets = (name: string) =>
    patches.findLastIndex((patch) => patch.rule === rule.name && patch.options[name] === options[name]);
  if (lastThatSets("warn") > lastThatSets("max")) throw contradictory(`rule ${rule.name}`, warn, max);
  return { ...options, warn: max };
}

function contradictory(where: string, warn: number, max: number): WdistError {
  return usageError(
    where,
    `warn ${warn} is above max ${max}, so that nothing could be a warning`,
    "raise max, or lower warn",
  );
}

function applies({ tensors }: RulePatch, tensor: string | null): boolean {
  return tensors === null || (tensor !== null && tensors.some((pattern) => matchesPattern(pattern, tensor)));
}

/** "h.11.*", "*.bias", or a norm without its ending, which means its weight and bias. A star is any run of characters. */
export function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}(\\.(weight|bias))?$`).test(name);
}

/**
 * Checks and reads one rule's setting as configurations write it: "warn", or ["error", {"max": 0.2}].
 * @throws WdistError USAGE with a suggestion
 */
export function parsePatch(
  where: string,
  name: string,
  value: unknown,
  tensors: RulePatch["tensors"],
): RulePatch {
  const rule = findRule(where, name);
  const [level, options, ...rest] = Array.isArray(value) ? (value as unknown[]) : [value];
  if (rest.length > 0)
    throw usageError(
      where,
      `rule ${name} has ${rest.length + 2} parts`,
      'write "error" or ["error", {"max": 0.2}]',
    );
  return {
    rule: name,
    level: parseLevel(where, level),
    options: parseOptions(where, rule, options ?? {}),
    tensors,
  };
}

/** `--rule NAME=LEVEL[:OPTION=VALUE,...]`, or NAME:OPTION=VALUE to keep the level. */
export function parseRuleFlag(text: string): RulePatch {
  const where = `--rule ${text}`;
  const match = /^([^=:]+)(?:=([^:]*))?(?::(.*))?$/s.exec(text);
  if (match === null)
    throw usageError(where, "is not a rule", "write --rule outlier-fraction=error:max=0.15");
  const [, name = "", level, list = ""] = match;
  const rule = findRule(where, name);
  if (level === undefined && list === "")
    throw usageError(where, "says nothing about the rule", `write --rule ${name}=off`);
  const pairs = list.split(",").filter((part) => part !== "");
  const options = Object.fromEntries(
    pairs.map((pair) => {
      const [option = "", ...value] = pair.split("=");
      const text = value.join("=").trim();
      // What is not a number is handed on as it is, for the refusal to quote.
      return [option.trim(), text !== "" && Number.isFinite(Number(text)) ? Number(text) : text];
    }),
  );
  return {
    rule: name,
    level: level === undefined ? null : parseLevel(where, level),
    options: parseOptions(where, rule, options),
    tensors: null,
  };
}

/** @throws WdistError USAGE with a suggestion */
export function findRule(where: string, name: string): Rule {
  const rule = RULES.find((candidate) => candidate.name === name);
  if (rule !== undefined) return rule;
  throw usageError(
    where,
    `there is no rule ${quote(name)}`,
    suggestion(
      name,
      RULES.map((candidate) => candidate.name),
    ),
  );
}

function parseLevel(where: string, level: unknown): RuleLevel {
  const known = RULE_LEVELS.find((candidate) => candidate === level);
  if (known !== undefined) return known;
  throw usageError(where, `${quote(String(level))} is not a level`, `write one of ${RULE_LEVELS.join(", ")}`);
}

function parseOptions(where: string, rule: Rule, options: unknown): Record<string, RuleOption> {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw usageError(where, `the options of ${rule.name} must be an object`, 'write e.g. {"max": 0.2}');
  }
  const parsed = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, parseOption(where, rule, name, value)]),
  );
  const { warn, max } = parsed;
  if (typeof warn === "number" && typeof max === "number" && warn > max)
    throw contradictory(`${where}, ${rule.name}`, warn, max);
  return parsed;
}

function parseOption(where: string, rule: Rule, name: string, value: unknown): RuleOption {
  const names = Object.keys(rule.options);
  const spec = names.includes(name) ? rule.options[name] : undefined;
  if (spec === undefined) {
    throw usageError(
      where,
      `rule ${rule.name} has no option ${quote(name)}`,
      names.length === 0 ? "it has none" : suggestion(name, names),
    );
  }
  if (spec.choices !== undefined) {
    if (typeof value === "string" && spec.choices.includes(value)) return value;
    throw usageError(
      where,
      `${rule.name}'s ${name} is ${quote(String(value))}`,
      `write one of ${spec.choices.join(", ")}`,
    );
  }
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw usageError(
    where,
    `${rule.name}'s ${name} is ${quote(String(value))}`,
    "write a finite number of at least 0",
  );
}

/** "did you mean X?" where one is near, else all there are. */
export function suggestion(word: string, known: readonly string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: distance(word, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  const near = nearest !== undefined && nearest.edits <= Math.max(2, nearest.candidate.length / 3);
  return near ? `did you mean ${nearest.candidate}?` : `there are ${known.join(", ")}`;
}
