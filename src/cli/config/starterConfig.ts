import type { Extreme } from "../../analysis/check/extremes.js";
import { escapeControls } from "../../escape.js";
import { listed, plural } from "../../words/phrases.js";

/** The configuration that `init` writes: what was measured, and a margin. */

/** A warning from a tenth above what was measured on several models, and more above what one alone shows; */
const WARN_MARGIN = { one: 1.25, several: 1.1 };
/** an error from half, or all of it, above that. */
const MAX_MARGIN = { one: 2, several: 1.5 };
/** How many models are named. */
const NAMED = 8;

/** JSON with comments, as check reads it. `models`: what was measured, as the user calls them. */
export function configText(
  extremes: readonly Extreme[],
  models: readonly string[],
  baseline: string | null,
): string {
  return [
    "{",
    "  // Settings of gpt2-wdist check. Levels are off, warn and error; a value above `warn` warns, above `max` fails.",
    `  // Thresholds: what was measured on ${plural(models.length, "model")}, and a margin: ${named(models)}`,
    ...(baseline === null
      ? ['  // "baseline": "gpt2-ln.safetensors",']
      : [`  "baseline": ${JSON.stringify(baseline)},`]),
    '  "strict": false,',
    '  "rules": {',
    ...extremes.flatMap((extreme) => ruleLines(extreme, models)),
    '    "frozen": "off"',
    "  },",
    "  // Other thresholds for some tensors, by pattern:",
    '  "overrides": [',
    '    // { "tensors": ["h.11.*", "ln_f"], "rules": { "outlier-fraction": ["error", { "max": 0.2 }] } }',
    "  ]",
    "}",
    "",
  ].join("\n");
}

/** In a comment, which ends with its line. */
function named(models: readonly string[]): string {
  return listed(models.map(escapeControls), NAMED);
}

function ruleLines({ rule, values, largest }: Extreme, models: readonly string[]): string[] {
  const { warn, max } = thresholdsOf({ rule, values, largest });
  const least = shortened(Math.min(...values));
  const most = shortened(largest.value);
  const range = values.length === 1 || least === most ? `at most ${most}` : `at most ${least} to ${most}`;
  const where = values.length === 1 ? "" : ` of ${escapeControls(models[largest.model] ?? "")}`;
  return [
    `    // ${rule.measure}; measured: ${range}, in ${largest.tensor}${where}`,
    `    ${JSON.stringify(rule.name)}: ["error", { "warn": ${warn}, "max": ${max} }],`,
  ];
}

/** Where nothing was measured the rule's own, never a warning above an error. */
function thresholdsOf({ rule, values, largest: { value } }: Extreme): { warn: number; max: number } {
  const defaults = { warn: Number(rule.options.warn?.default), max: Number(rule.options.max?.default) };
  const { unchanged = 0, isCount = false } = rule;
  if (!(value > unchanged)) return defaults;
  const many = values.length > 1 ? "several" : "one";
  const above = (margin: number) => unchanged + (value - unchanged) * margin;
  const round = isCount ? Math.ceil : roundUp;
  return { warn: round(above(WARN_MARGIN[many])), max: round(above(MAX_MARGIN[many])) };
}

function shortened(value: number): number {
  return Number(value.toPrecision(3));
}

/** To three significant digits, never below. */
function roundUp(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 2);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(3));
}
