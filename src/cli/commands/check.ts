import { appendFile } from "node:fs/promises";
import { type CheckOptions, checkModel } from "../../analysis/check/check.js";
import { RULES } from "../../analysis/check/rules/index.js";
import { matchesPattern, parseRuleFlag, RULE_LEVELS, type RulePatch } from "../../analysis/check/settings.js";
import { offsetNotices } from "../../analysis/offsetGains.js";
import { WdistError } from "../../errors.js";
import { escapeControls, quote } from "../../escape.js";
import type { GptModel } from "../../model/norms.js";
import type { Verdict } from "../../model/verdict.js";
import { VERDICT_REPORTS, type VerdictContext } from "../../report/verdict/index.js";
import { FINDINGS } from "../../table/data/findings.js";
import { tableOf } from "../../table/dataTable.js";
import { defineCommand } from "../commander.js";
import { loadConfig } from "../config/readConfig.js";
import { asTyped, repeated, text, toggle, under, type ValuesOf } from "../flags/flag.js";
import { outputFlags } from "../flags/output.js";
import type { Io } from "../io.js";
import { noticesOf } from "../output/notices.js";
import { type OutputKind, type Run, TEXT } from "../output/outputKind.js";
import { tableOutputs } from "../output/tableOutputs.js";

const EXAMPLES = `
Examples:
  gpt2-wdist check checkpoint-500/ --baseline gpt2-ln.safetensors
  gpt2-wdist check checkpoint-*/ --baseline gpt2-ln.safetensors --format github
  gpt2-wdist check model.safetensors --rule outlier-fraction=error:max=0.15 --rule spread=off
  gpt2-wdist check model.safetensors --baseline pre.safetensors --strict -o report.sarif -o report.xml

Rules are explained in docs/check.md. Exit codes: 0 clean or warnings only, 1 findings, 2 could not be done; of many
checkpoints 1 if any fails, 2 and no report if any cannot be checked.`;

/** What is left of a checkpoint when it is closed: little, so that any number may be checked. */
interface Checked {
  readonly verdict: Verdict;
  readonly notices: readonly string[];
}

type CheckRun = Run<readonly Checked[]>;

/** What machines read; text is what is printed when none of it is asked for. */
const REPORTS: readonly OutputKind<CheckRun>[] = VERDICT_REPORTS.filter(({ name }) => name !== TEXT).map(
  ({ name, ending, holds }) => ({ name, ending, holds, make: (run) => madeReport(name, run) }),
);

/** The findings as a table, in every format that no report has. */
const TABLES = tableOutputs(FINDINGS.row, (checked: readonly Checked[]) =>
  tableOf(
    FINDINGS,
    checked.map(({ verdict }) => verdict),
  ),
).filter(({ name }) => !REPORTS.some((report) => report.name === name));

const OUTPUTS = [...REPORTS, ...TABLES];

const FLAGS = {
  ...under("What to check:", {
    baseline: text("--baseline <model>", "checkpoint to compare each with, whole or extracted", {
      completes: "file",
    }),
    rule: repeated(
      "--rule <setting>",
      "NAME=off|warn|error, with thresholds NAME=error:max=0.2,warn=0.1 (repeatable)",
      asTyped,
      { completes: RULES.flatMap(({ name }) => RULE_LEVELS.map((level) => `${name}=${level}`)) },
    ),
    config: text(
      "--config <file>",
      "configuration (default: gpt2-wdist.config.json, .gpt2-wdistrc or package.json, here or above)",
      { completes: "file" },
    ),
    strict: toggle("--strict", "warnings fail too"),
  }),
  ...outputFlags(OUTPUTS, ""),
};

export const checkCommand = defineCommand({
  name: "check",
  summary: "find what is wrong with one or many checkpoints, for CI",
  description:
    "Holds the LayerNorms of each checkpoint against rules: what no healthy GPT-2 shows, and, with a baseline, how far they drifted from it.",
  examples: EXAMPLES,
  arguments: [{ syntax: "<models...>", help: "checkpoints to check" }],
  flags: FLAGS,
  outputs: OUTPUTS,
  compute: async ({ paths, flags, checkpoints, remark }): Promise<readonly Checked[]> => {
    const { baseline, ...options } = settingsOf(flags, remark);
    return checkpoints.withShared(baseline, (openBaseline) =>
      checkpoints.each(paths, async (_, model) => checkOne(model, await openBaseline(), options)),
    );
  },
  text: (checked, context) => reportText(TEXT, checked, context),
  notices: noticesOfAll,
  exitCode: (checked) => (checked.some(({ verdict }) => verdict.failed) ? 1 : 0),
  afterwards: appendStepSummary,
});

interface Settings extends CheckOptions {
  readonly baseline: string | null;
}

/** The configuration's, which flags win over. */
function settingsOf(flags: ValuesOf<typeof FLAGS>, remark: (notice: string) => void): Settings {
  const config = loadConfig(flags.config ?? null);
  // Somebody else may have put it there.
  if (config.foundAt !== null) remark(`configured by ${escapeControls(config.foundAt)}`);
  const patches = [...config.patches, ...(flags.rule ?? []).map(parseRuleFlag)];
  const baseline = flags.baseline ?? config.baseline;
  if (baseline === null) requireNoBaselineRules(patches);
  return { patches, strict: flags.strict ?? config.strict ?? false, baseline };
}

async function checkOne(model: GptModel, baseline: GptModel | null, options: CheckOptions): Promise<Checked> {
  const names = [...model.layerNorms.keys()];
  return {
    verdict: await checkModel(model, baseline, options),
    notices: noticesOf({
      notices: [...idlePatterns(options.patches, names), ...offsetNotices([model], names)],
      skipped: model.skipped,
    }),
  };
}

/** Where there are several, a notice says which it is about; what is to be said of each is said once. */
function noticesOfAll(checked: readonly Checked[]): string[] {
  const [first, ...others] = checked;
  if (first === undefined || others.length === 0) return [...(first?.notices ?? [])];
  const common = first.notices.filter((notice) => others.every(({ notices }) => notices.includes(notice)));
  const own = checked.flatMap(({ verdict, notices }) =>
    notices
      .filter((notice) => !common.includes(notice))
      .map((notice) => `${escapeControls(verdict.model.path)}: ${notice}`),
  );
  // A checkpoint that is given twice has the same to say twice.
  return [...common.map((notice) => `all ${checked.length} checkpoints: ${notice}`), ...new Set(own)];
}

/** A rule that was asked for and cannot run would pass for ever. */
function requireNoBaselineRules(patches: readonly RulePatch[]): void {
  const asked = patches.find(({ rule, level }) => level !== null && level !== "off" && needsBaseline(rule));
  if (asked === undefined) return;
  throw new WdistError("USAGE", {
    where: `rule ${asked.rule}`,
    what: "is asked for, but there is no baseline to compare with",
    fix: "add --baseline, or switch the rule off",
  });
}

function needsBaseline(name: string): boolean {
  return RULES.some((rule) => rule.name === name && rule.needsBaseline);
}

/** Patterns of overrides that mean no tensor of this model. */
function idlePatterns(patches: readonly RulePatch[], names: readonly string[]): string[] {
  const patterns = new Set(patches.flatMap(({ tensors }) => tensors ?? []));
  return [...patterns]
    .filter((pattern) => !names.some((name) => matchesPattern(pattern, name)))
    .map((pattern) => `the override for ${quote(pattern)} matches no tensor`);
}

/** GitHub shows what is in this file on the page of the run. */
async function appendStepSummary(run: CheckRun, io: Io): Promise<void> {
  const path = io.env.GITHUB_STEP_SUMMARY ?? "";
  if (path === "") return;
  try {
    await appendFile(path, await madeReport("md", run));
  } catch {
    io.stderr.write(`note: GITHUB_STEP_SUMMARY (${quote(path)}) could not be written\n`);
  }
}

async function madeReport(name: string, { result, tool, style }: CheckRun): Promise<string> {
  return reportText(name, result, { tool, style: await style() });
}

function reportText(name: string, checked: readonly Checked[], context: VerdictContext): string {
  const report = VERDICT_REPORTS.find((candidate) => candidate.name === name);
  if (report === undefined) throw new RangeError(`there is no report ${name}`);
  return report.make(
    checked.map(({ verdict }) => verdict),
    context,
  );
}
