import type { RuleInfo, RuleOption } from "../model/verdict.js";
import { wrapWords } from "./wrap.js";

/** What rules are, for those who ask. */

/** A rule with its options. */
export interface RuleDescription extends RuleInfo {
  readonly options: Readonly<
    Record<
      string,
      { readonly default: RuleOption; readonly meaning: string; readonly choices?: readonly string[] }
    >
  >;
}

/** A rule a line: its name, its default and what it means. `columns`: null where lines may be of any length. */
export function ruleList(rules: readonly RuleDescription[], columns: number | null): string {
  const heads = rules.map((rule) => `${rule.name}${rule.needsBaseline ? " *" : ""}`);
  const width = Math.max(...heads.map(({ length }) => length));
  const lines = rules.flatMap((rule, i) => {
    const indent = " ".repeat(width + 2);
    const text = `${defaultWords(rule)}. ${rule.about}`;
    const [first = "", ...rest] = wrapWords(text, columns === null ? null : columns - indent.length);
    return [`${(heads[i] ?? "").padEnd(width)}  ${first}`, ...rest.map((line) => indent + line)];
  });
  return `${lines.join("\n")}\n\n* needs a baseline. More on each: gpt2-wdist check --explain RULE\n`;
}

/** What a rule means, why its default is what it is, how it is set, and an example. */
export function ruleExplanation(rule: RuleDescription, columns: number | null): string {
  const wrapped = (text: string) => wrapWords(text, columns).join("\n");
  const options = Object.entries(rule.options).map(([name, { default: usual, meaning, choices }]) => {
    const values = choices === undefined ? "" : ` (${choices.join(" or ")})`;
    return wrapped(`  ${name}${values}: ${meaning}; default ${usual}`);
  });
  return `${[
    `${rule.name}${rule.needsBaseline ? " (needs a baseline)" : ""}`,
    `What: ${rule.about}`,
    `Why: ${rule.why}`,
    `Default: ${defaultWords(rule)}`,
    ...(options.length === 0 ? [] : ["Options:"]),
  ]
    .map(wrapped)
    .join("\n")}\n${[...options, ...exampleLines(rule)].join("\n")}\n`;
}

/** "error, warn 0.05, max 0.5" */
function defaultWords({ defaultLevel, options }: RuleDescription): string {
  return [defaultLevel, ...Object.entries(options).map(([name, spec]) => `${name} ${spec.default}`)].join(
    ", ",
  );
}

function exampleLines(rule: RuleDescription): string[] {
  const [flag, value] = exampleOf(rule);
  const baseline = rule.needsBaseline ? " --baseline pre.safetensors" : "";
  return [
    "Set it:",
    `  gpt2-wdist check model.safetensors${baseline} --rule ${flag}`,
    `  in gpt2-wdist.config.json: { "rules": { ${JSON.stringify(rule.name)}: ${value} } }`,
    `  for some tensors: { "overrides": [{ "tensors": "h.11.*", "rules": { ${JSON.stringify(rule.name)}: "off" } }] }`,
  ];
}

/** A setting that is not the default one, as a flag and as a configuration write it. */
function exampleOf({ name, options, defaultLevel }: RuleDescription): [flag: string, value: string] {
  const [option, spec] = Object.entries(options).at(-1) ?? [];
  if (option === undefined || spec === undefined) {
    const level = defaultLevel === "off" ? "warn" : "off";
    return [`${name}=${level}`, JSON.stringify(level)];
  }
  const value = typeof spec.default === "number" ? spec.default * 2 : (spec.choices?.at(-1) ?? spec.default);
  return [`${name}=error:${option}=${value}`, `["error", ${JSON.stringify({ [option]: value })}]`];
}
