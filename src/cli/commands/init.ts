import { access } from "node:fs/promises";
import { dirname, isAbsolute, relative } from "node:path";
import { Command } from "commander";
import { readSubject, verdictOf } from "../../analysis/check/check.js";
import { type Extreme, measureExtremes } from "../../analysis/check/extremes.js";
import { WdistError } from "../../errors.js";
import { escapeControls } from "../../escape.js";
import { withBaseline } from "../../index.js";
import type { GptModel } from "../../model/norms.js";
import type { Verdict } from "../../model/verdict.js";
import { violationMessage } from "../../words/verdict.js";
import { CONFIG_FILE } from "../flags/config.js";
import type { Io } from "../io.js";
import { refuseInputs } from "../output/emit.js";
import { writeWhole } from "../output/files.js";
import { withProgress } from "../terminal/progress.js";

/** A warning from a tenth above what was measured on, an error from half above. */
const WARN_MARGIN = 1.1;
const MAX_MARGIN = 1.5;

interface InitFlags {
  readonly baseline?: string;
  readonly output: string;
  readonly force?: true;
}

export function initCommand(io: Io): Command {
  return new Command("init")
    .summary("start a configuration for check")
    .description(
      "Measures a checkpoint that is known to be good, against a baseline where one is given, and writes a commented configuration whose thresholds are what was measured plus a margin.",
    )
    .argument("<model>", "checkpoint known to be good")
    .option("--baseline <model>", "checkpoint to compare with")
    .option("-o, --output <file>", "the file to write", CONFIG_FILE)
    .option("--force", "replace a file that is there")
    .addHelpText("after", "\nExample:\n  gpt2-wdist init checkpoint-500/ --baseline gpt2-ln.safetensors")
    .action((path: string, flags: InitFlags) => runInit(io, path, flags));
}

async function runInit(io: Io, path: string, { baseline, output, force }: InitFlags): Promise<void> {
  if (force !== true && (await exists(output))) {
    throw new WdistError("USAGE", {
      where: output,
      what: "is there already",
      fix: "add --force, or name another file with -o",
    });
  }
  const measure = async (model: GptModel, before: GptModel | null) => {
    refuseInputs(before === null ? [model.info] : [model.info, before.info], [{ path: output }]);
    const subject = await readSubject(model, before);
    if (force !== true) requireHealthy(verdictOf(subject, { patches: [], strict: false }));
    return measureExtremes(subject);
  };
  const extremes = await withProgress(io, false, (sources) =>
    withBaseline(path, baseline ?? null, measure, sources),
  );
  writeWhole(output, configText(extremes, baseline === undefined ? null : besideConfig(output, baseline)));
  io.stderr.write(`wrote ${escapeControls(output)}\n`);
}

/** Thresholds measured on a broken model would call it healthy. */
function requireHealthy({ violations, model }: Verdict): void {
  const [first, ...others] = violations.filter(({ severity }) => severity === "error");
  if (first === undefined) return;
  throw new WdistError("USAGE", {
    where: model.path,
    what: `is not known to be good: ${violationMessage(first)}${others.length > 0 ? `, and ${others.length} more` : ""}`,
    fix: "measure a healthy checkpoint, or add --force",
  });
}

/** The baseline's path as the configuration must write it: relative to itself. */
function besideConfig(configPath: string, baseline: string): string {
  return isAbsolute(baseline) ? baseline : relative(dirname(configPath), baseline);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** JSON with comments, as check reads it. */
function configText(extremes: readonly Extreme[], baseline: string | null): string {
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
