import { appendFile } from "node:fs/promises";
import { Command } from "commander";
import { type CheckOptions, checkModel } from "../../analysis/check/check.js";
import { RULES } from "../../analysis/check/rules/index.js";
import { matchesPattern, parseRuleFlag, type RulePatch } from "../../analysis/check/settings.js";
import { WdistError } from "../../errors.js";
import { escapeControls, quote } from "../../escape.js";
import { openCheckpoint, withCheckpoint } from "../../index.js";
import type { GptModel, ModelInfo } from "../../model/norms.js";
import type { Verdict } from "../../model/verdict.js";
import type { ToolInfo } from "../../report/json.js";
import { makeReport, VERDICT_REPORTS, type VerdictContext } from "../../report/verdict/index.js";
import type { SourceOptions } from "../../source/index.js";
import { loadConfig } from "../flags/config.js";
import { addOutputFlags, collect, styleOf, type TextFlags } from "../flags/flags.js";
import { AT_ONCE, inOrder } from "../inOrder.js";
import type { Io } from "../io.js";
import {
  emit,
  noticesOf,
  type OutputFlags,
  type OutputKind,
  planOutputs,
  TEXT,
  takenNotices,
} from "../output/emit.js";
import { withSharedBaseline } from "../sharedBaseline.js";
import { withProgress } from "../terminal/progress.js";

const EXAMPLES = `
Examples:
  gpt2-wdist check checkpoint-500/ --baseline gpt2-ln.safetensors
  gpt2-wdist check checkpoint-*/ --baseline gpt2-ln.safetensors --format github
  gpt2-wdist check model.safetensors --rule outlier-fraction=error:max=0.15 --rule spread=off
  gpt2-wdist check model.safetensors --baseline pre.safetensors --strict -o report.sarif -o report.xml

Rules are explained in the README. Exit codes: 0 clean or warnings only, 1 findings, 2 could not be done; of many
checkpoints 1 if any fails, 2 and no report if any cannot be checked.`;

interface Results {
  readonly verdicts: readonly Verdict[];
  readonly context: VerdictContext;
}

/** What machines read; text is what is printed when none of it is asked for. */
const REPORTS: readonly OutputKind<Results>[] = VERDICT_REPORTS.filter(({ name }) => name !== TEXT).map(
  (report) => ({
    name: report.name,
    ending: report.ending,
    holds: report.holds,
    isBinary: false,
    make: async ({ verdicts, context }) => makeReport(report, verdicts, context),
  }),
);

interface CheckFlags extends OutputFlags, TextFlags {
  readonly baseline?: string;
  readonly config?: string;
  readonly rule?: readonly string[];
  readonly strict?: true;
}

/** `setExitCode` is told 1 when a checkpoint fails. */
export function checkCommand(io: Io, tool: ToolInfo, setExitCode: (code: number) => void): Command {
  const command = new Command("check")
    .summary("find what is wrong with one or many checkpoints, for CI")
    .description(
      "Holds the LayerNorms of each checkpoint against rules: what no healthy GPT-2 shows, and, with a baseline, how far they drifted from it.",
    )
    .argument("<models...>", "checkpoints to check")
    .optionsGroup("What to check:")
    .option("--baseline <model>", "checkpoint to compare each with, whole or extracted")
    .option(
      "--rule <setting>",
      "NAME=off|warn|error, with thresholds NAME=error:max=0.2,warn=0.1 (repeatable)",
      collect,
    )
    .option(
      "--config <file>",
      "configuration (default: gpt2-wdist.config.json, .gpt2-wdistrc or package.json, here or above)",
    )
    .option("--strict", "warnings fail too");
  return addOutputFlags(command, REPORTS, "")
    .addHelpText("after", EXAMPLES)
    .action(async (paths: readonly string[], flags: CheckFlags) => {
      const verdicts = await runCheck(io, tool, paths, flags);
      if (verdicts.some(({ failed }) => failed)) setExitCode(1);
    });
}

async function runCheck(
  io: Io,
  tool: ToolInfo,
  paths: readonly string[],
  flags: CheckFlags,
): Promise<readonly Verdict[]> {
  const plan = planOutputs(io, REPORTS, flags);
  const settings = await settingsOf(flags);
  const checked = await withProgress(io, flags.quiet === true, (sources) =>
    checkAll(paths, settings, sources),
  );
  const verdicts = checked.map(({ verdict }) => verdict);
  // The same for all: it was opened once.
  const baseline = verdicts[0]?.baseline ?? null;
  const context: VerdictContext = { tool, style: await styleOf(io, flags) };
  const taken = checked.map(({ path, verdict }): [string, ModelInfo] => [path, verdict.model]);
  if (settings.baseline !== null && baseline !== null) taken.push([settings.baseline, baseline]);
  await emit(io, {
    plan,
    results: { verdicts, context },
    text: async () => reportText(verdicts, context, TEXT),
    notices: [...takenNotices(taken), ...noticesOfAll(checked)],
    inputs: [...verdicts.map(({ model }) => model), ...(baseline === null ? [] : [baseline])],
    quiet: flags.quiet === true,
  });
  await appendStepSummary(io, verdicts, context);
  return verdicts;
}

interface Settings extends CheckOptions {
  readonly baseline: string | null;
}

/** The configuration's, which flags win over. */
async function settingsOf(flags: CheckFlags): Promise<Settings> {
  const config = await loadConfig(flags.config ?? null);
  const patches = [...config.patches, ...(flags.rule ?? []).map(parseRuleFlag)];
  const baseline = flags.baseline ?? config.baseline;
  if (baseline === null) requireNoBaselineRules(patches);
  return { patches, strict: flags.strict ?? config.strict ?? false, baseline };
}

/** What is left of a checkpoint when it is closed: little, so that any number may be checked. */
interface Checked {
  readonly path: string;
  readonly verdict: Verdict;
  readonly notices: readonly string[];
}

function checkAll(
  paths: readonly string[],
  { baseline, ...options }: Settings,
  sources: Partial<SourceOptions>,
): Promise<Checked[]> {
  const checkOne = async (path: string, model: GptModel, before: GptModel | null): Promise<Checked> => ({
    path,
    verdict: await checkModel(model, before, options),
    notices: noticesOf({
      notices: idlePatterns(options.patches, [...model.layerNorms.keys()]),
      skipped: model.skipped,
    }),
  });
  const checkEach = (openBaseline: () => Promise<GptModel | null>) =>
    inOrder(paths, AT_ONCE, (path) =>
      withCheckpoint(path, async (model) => checkOne(path, model, await openBaseline()), sources),
    );
  if (baseline === null) return checkEach(async () => null);
  return withSharedBaseline(() => openCheckpoint(baseline, sources), checkEach);
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

/** GitHub shows what stands in this file on the page of the run. */
async function appendStepSummary(
  io: Io,
  verdicts: readonly Verdict[],
  context: VerdictContext,
): Promise<void> {
  const path = io.env.GITHUB_STEP_SUMMARY ?? "";
  if (path === "") return;
  try {
    await appendFile(path, reportText(verdicts, context, "md"));
  } catch {
    io.stderr.write(`note: GITHUB_STEP_SUMMARY (${quote(path)}) could not be written\n`);
  }
}

function reportText(verdicts: readonly Verdict[], context: VerdictContext, name: string): string {
  const report = VERDICT_REPORTS.find((candidate) => candidate.name === name);
  if (report === undefined) throw new RangeError(`no report ${name}`);
  return makeReport(report, verdicts, context);
}
