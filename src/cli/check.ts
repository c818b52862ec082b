import { appendFile } from "node:fs/promises";
import { Command } from "commander";
import { WdistError } from "../errors.js";
import { quote } from "../escape.js";
import { withBaseline } from "../index.js";
import type { GptModel, ModelInfo, Verdict } from "../model.js";
import type { ToolInfo } from "../report/json.js";
import { VERDICT_REPORTS, type VerdictContext } from "../report/verdict/index.js";
import { checkModel } from "../study/check.js";
import { RULES } from "../study/rules/index.js";
import { matchesPattern, parseRuleFlag, type RulePatch } from "../study/settings.js";
import { loadConfig } from "./config.js";
import {
  emit,
  noticesOf,
  type OutputFlags,
  type OutputKind,
  planOutputs,
  TEXT,
  takenNotices,
} from "./emit.js";
import { addOutputFlags, collect, styleOf, type TextFlags } from "./flags.js";
import type { Io } from "./io.js";
import { withProgress } from "./progress.js";

const EXAMPLES = `
Examples:
  gpt2-wdist check checkpoint-500/ --baseline gpt2-ln.safetensors
  gpt2-wdist check model.safetensors --rule outlier-fraction=error:max=0.15 --rule spread=off
  gpt2-wdist check model.safetensors --baseline pre.safetensors --strict -o report.sarif -o report.xml

Rules are explained in the README. Exit codes: 0 clean or warnings only, 1 findings, 2 could not be done.`;

interface Results {
  readonly verdict: Verdict;
  readonly context: VerdictContext;
}

/** What machines read; text is what is printed when none of it is asked for. */
const REPORTS: readonly OutputKind<Results>[] = VERDICT_REPORTS.filter(({ name }) => name !== TEXT).map(
  ({ name, ending, holds, make }) => ({
    name,
    ending,
    holds,
    isBinary: false,
    make: async ({ verdict, context }) => make(verdict, context),
  }),
);

interface CheckFlags extends OutputFlags, TextFlags {
  readonly baseline?: string;
  readonly config?: string;
  readonly rule?: readonly string[];
  readonly strict?: true;
}

/** `setExitCode` is told 1 when the check fails. */
export function checkCommand(io: Io, tool: ToolInfo, setExitCode: (code: number) => void): Command {
  const command = new Command("check")
    .summary("find what is wrong with a checkpoint, for CI")
    .description(
      "Holds the LayerNorms of a checkpoint against rules: what no healthy GPT-2 shows, and, with a baseline, how far they drifted from it.",
    )
    .argument("<model>", "checkpoint to check")
    .optionsGroup("What to check:")
    .option("--baseline <model>", "checkpoint to compare with, whole or extracted")
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
    .action(async (path: string, flags: CheckFlags) => {
      if ((await runCheck(io, tool, path, flags)).failed) setExitCode(1);
    });
}

async function runCheck(io: Io, tool: ToolInfo, path: string, flags: CheckFlags): Promise<Verdict> {
  const plan = planOutputs(io, REPORTS, flags);
  const config = await loadConfig(flags.config ?? null);
  const patches = [...config.patches, ...(flags.rule ?? []).map(parseRuleFlag)];
  const strict = flags.strict ?? config.strict ?? false;
  const baselinePath = flags.baseline ?? config.baseline;
  if (baselinePath === null) requireNoBaselineRules(patches);
  const judge = async (model: GptModel, baseline: GptModel | null) => ({
    verdict: await checkModel(model, baseline, { patches, strict }),
    notices: noticesOf({
      notices: idlePatterns(patches, [...model.layerNorms.keys()]),
      skipped: model.skipped,
    }),
  });
  const { verdict, notices } = await withProgress(io, flags.quiet === true, (sources) =>
    withBaseline(path, baselinePath, judge, sources),
  );
  const taken: [string, ModelInfo][] = [[path, verdict.model]];
  if (baselinePath !== null && verdict.baseline !== null) taken.push([baselinePath, verdict.baseline]);
  const context: VerdictContext = { tool, style: await styleOf(io, flags) };
  await emit(io, {
    plan,
    results: { verdict, context },
    text: async () => reportText(verdict, context, TEXT),
    notices: [...takenNotices(taken), ...notices],
    inputs: verdict.baseline === null ? [verdict.model] : [verdict.model, verdict.baseline],
    quiet: flags.quiet === true,
  });
  await appendStepSummary(io, verdict, context);
  return verdict;
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
async function appendStepSummary(io: Io, verdict: Verdict, context: VerdictContext): Promise<void> {
  const path = io.env.GITHUB_STEP_SUMMARY ?? "";
  if (path === "") return;
  try {
    await appendFile(path, reportText(verdict, context, "md"));
  } catch {
    io.stderr.write(`note: GITHUB_STEP_SUMMARY (${quote(path)}) could not be written\n`);
  }
}

function reportText(verdict: Verdict, context: VerdictContext, name: string): string {
  const report = VERDICT_REPORTS.find((candidate) => candidate.name === name);
  if (report === undefined) throw new RangeError(`no report ${name}`);
  return report.make(verdict, context);
}
