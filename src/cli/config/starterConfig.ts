import type { Extreme } from "../../analysis/check/extremes.js";

/** The configuration that `init` writes: what was measured, and a margin. */

/** A warning from a tenth above what was measured on, an error from half above. */
const WARN_MARGIN = 1.1;
const MAX_MARGIN = 1.5;

/** JSON with comments, as check reads it. */
export function configText(extremes: readonly Extreme[], baseline: string | null): string {
  return [
    "{",
    "  // Settings of gpt2-wdist check. Levels are off, warn and error; a value above `warn` warns, above `max` fails.",
    ...(baseline === null
      ? ['  // "baseline": "gpt2-ln.safetensors",']
      : [`  "baseline": ${JSON.stringify(baseline)},`]),
    '  "strict": false,',
    '  "rules": {',
    ...extremes.flatMap(ruleLines),
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

function ruleLines({ rule, value, severeValue, tensor }: Extreme): string[] {
  const defaults = { warn: Number(rule.options.warn?.default), max: Number(rule.options.max?.default) };
  const warn = value === 0 ? defaults.warn : margin(value, WARN_MARGIN);
  // What counts against `max` is measured by itself where it is not what counts against `warn`.
  const measuredMax = severeValue === 0 ? defaults.max : margin(severeValue, MAX_MARGIN);
  const max = severeValue === value ? Math.max(warn, measuredMax) : measuredMax;
  return [
    `    // ${rule.measure}; measured: at most ${Number(value.toPrecision(3))}, in ${tensor}`,
    `    ${JSON.stringify(rule.name)}: ["error", { "warn": ${warn}, "max": ${max} }],`,
  ];
}

/** A measured value with room above it; counts stay whole. */
function margin(value: number, factor: number): number {
  return Number.isInteger(value) ? Math.ceil(value * factor) : roundUp(value * factor);
}

/** To two significant digits, never below. */
function roundUp(value: number): number {
  if (value === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(2));
}
