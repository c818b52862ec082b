import { type CheckOptions, checkModel } from "../../analysis/check/check.js";
import { RULES } from "../../analysis/check/rules/index.js";
import type { Rule } from "../../analysis/check/rules/rule.js";
import { findRule, RULE_LEVELS } from "../../analysis/check/settings.js";
import { offsetNotices } from "../../analysis/offsetGains.js";
import { WdistError } from "../../errors.js";
import type { GptModel } from "../../model/norms.js";
import type { Verdict } from "../../model/verdict.js";
import { VERDICT_REPORTS, type VerdictContext } from "../../report/verdict/index.js";
import { isPattern } from "../../source/run/glob.js";
import { hasTrainingLog, isRun } from "../../source/run/isRun.js";
import { FINDINGS, FINDINGS_BY_STEP } from "../../table/data/findings.js";
import { tableOf } from "../../table/dataTable.js";
import { ruleExplanation, ruleList } from "../../words/rules.js";
import type { TextContext } from "../command.js";
import { defineCommand } from "../commander.js";
import { checkSettings } from "../config/checkSettings.js";
import { readKeptVerdict } from "../config/keptVerdict.js";
import { describeError } from "../describeError.js";
import { asTyped, repeated, text, toggle, under, type ValuesOf } from "../flags/flag.js";
import { outputFlags } from "../flags/output.js";
import { RUN_STEP_CHOICE } from "../flags/steps.js";
import { type ChosenCheckpoint, chosenCheckpoints } from "../open/runArguments.js";
import { idlePatterns, noticesOfAll } from "../output/checkNotices.js";
import { noticesOf } from "../output/notices.js";
import { type OutputKind, type Run, TEXT } from "../output/outputKind.js";
import { appendStepSummary } from "../output/stepSummary.js";
import { tableOutputs } from "../output/tableOutputs.js";

const EXAMPLES = `
Examples:
  gpt2-wdist check checkpoint-500/ --baseline gpt2-ln.safetensors
  gpt2-wdist check checkpoint-*/ --baseline gpt2-ln.safetensors --format github
  gpt2-wdist check model.safetensors --rule outlier-fraction=error:max=0.15 --rule spread=off
  gpt2-wdist check model.safetensors --baseline pre.safetensors --strict -o report.sarif -o report.xml
  gpt2-wdist check checkpoint-600/ --changed-since verdict.json
  gpt2-wdist check out/ --baseline gpt2-ln.safetensors
  gpt2-wdist check --explain median-shift

Rules are explained in docs/check.md. What the baseline already has is not a finding unless it became worse.
Exit codes: 0 clean or warnings only, 1 findings, 2 could not be done; of many checkpoints 1 if any fails, 2 if any
cannot be read, with the report on the others.`;

/** What is left of a checkpoint when it is closed: little, so that any number may be checked. */
interface Checked {
  readonly verdict: Verdict;
  readonly notices: readonly string[];
}

interface Result {
  /** Some of them are of a run. */
  readonly isOfRun: boolean;
  readonly checked: readonly Checked[];
  readonly errors: readonly { readonly path: string; readonly error: WdistError }[];
  /** The rules that were asked about, instead of a check; null for a check. */
  readonly asked: readonly Rule[] | null;
}

type CheckRun = Run<Result>;

/** What machines read; text is what is printed when none of it is asked for. */
const REPORTS: readonly OutputKind<CheckRun>[] = VERDICT_REPORTS.filter(({ name }) => name !== TEXT).map(
  ({ name, ending, holds }) => ({ name, ending, holds, make: (run) => madeReport(name, run) }),
);

/** The findings as a table, in every format that no report has. */
const TABLES = tableOutputs(FINDINGS.row, ({ checked, isOfRun }: Result) =>
  tableOf(
    isOfRun ? FINDINGS_BY_STEP : FINDINGS,
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
    changedSince: text(
      "--changed-since <verdict.json>",
      "report only what is new or worse since that verdict, kept with -o verdict.json",
      { completes: "file" },
    ),
  }),
  ...under("Of a run:", { steps: RUN_STEP_CHOICE }),
  ...under("What the rules are:", {
    listRules: toggle("--list-rules", "list them, with their defaults"),
    explain: text("--explain <rule>", "what a rule means, why its default is what it is, how to set it", {
      completes: RULES.map(({ name }) => name),
    }),
  }),
  ...outputFlags(OUTPUTS, ""),
};

/** A verdict of a folder should be about what was meant: it is a run where it was said or a training's log is in it. */
function isRunToCheck(typed: string, isSaid: boolean): boolean {
  return isRun(typed) && (isSaid || isPattern(typed) || hasTrainingLog(typed));
}

export const checkCommand = defineCommand({
  name: "check",
  summary: "find what is wrong with one or many checkpoints, for CI",
  description:
    "Holds the LayerNorms of each checkpoint against rules: what no healthy GPT-2 shows, and, with a baseline, how far they drifted from it.",
  examples: EXAMPLES,
  arguments: [
    {
      syntax: "[models...]",
      help: "checkpoints to check, or runs: folders of checkpoints, patterns in quotes",
    },
  ],
  flags: FLAGS,
  outputs: OUTPUTS,
  compute: async ({ paths, flags, checkpoints, remark }): Promise<Result> => {
    const asked = askedRules(flags);
    if (asked !== null) return { isOfRun: false, checked: [], errors: [], asked };
    requirePaths(paths);
    const { baseline, ...options } = checkSettings(flags, remark);
    const kept = flags.changedSince === undefined ? null : readKeptVerdict(flags.changedSince);
    const { checkpoints: known, leftOut } = await chosenCheckpoints(
      paths,
      flags.steps,
      checkpoints,
      (typed) => isRunToCheck(typed, flags.steps !== undefined),
    );
    // What of a run could not be read is not sound: it is asked for once more, for its own error.
    const chosen = [...known, ...leftOut.map(({ path }) => ({ path, ofRun: null }))];
    const results = await checkpoints.withShared(baseline, async (openBaseline) => {
      const before = await openBaseline();
      return checkpoints.eachOrError(
        chosen.map(({ path }) => path),
        (path, model) => checkOne(model, before, { ...options, since: kept?.knownOf(path) ?? null }),
      );
    });
    return resultOf(chosen, results);
  },
  namesTaken: ({ isOfRun }) => !isOfRun,
  text: (result, context) =>
    result.asked === null ? reportText(TEXT, result, context) : rulesText(result.asked, context),
  notices: ({ checked }) =>
    noticesOfAll(checked.map(({ verdict, notices }) => ({ path: verdict.model.path, notices }))),
  exitCode: ({ checked, errors }) =>
    errors.length > 0 ? 2 : checked.some(({ verdict }) => verdict.failed) ? 1 : 0,
  afterwards: async (run, io) => {
    for (const { error } of run.result.errors) io.stderr.write(describeError(error, false));
    if (run.result.asked === null) await appendStepSummary(io, () => madeReport("md", run));
  },
});

/** Null where nothing is asked about them. */
function askedRules({ listRules, explain, output, format }: ValuesOf<typeof FLAGS>): readonly Rule[] | null {
  if (listRules === undefined && explain === undefined) return null;
  if ((output ?? []).length > 0 || (format ?? TEXT) !== TEXT) {
    throw new WdistError("USAGE", {
      where: explain === undefined ? "--list-rules" : "--explain",
      what: "prints text and nothing else",
      fix: "leave out -o and --format",
    });
  }
  return explain === undefined ? RULES : [findRule("--explain", explain)];
}

function rulesText(rules: readonly Rule[], { style, flags }: TextContext<ValuesOf<typeof FLAGS>>): string {
  const columns = style.wrap ? style.columns : null;
  const [only] = rules;
  return flags.explain === undefined || only === undefined
    ? ruleList(rules, columns)
    : ruleExplanation(only, columns);
}

function requirePaths(paths: readonly string[]): void {
  if (paths.length > 0) return;
  const what = "there is no checkpoint to check";
  throw new WdistError("USAGE", {
    where: "check",
    what,
    fix: "name one: gpt2-wdist check model.safetensors",
  });
}

/** An only checkpoint that cannot be read is an error of the whole. */
function resultOf(chosen: readonly ChosenCheckpoint[], results: readonly (Checked | WdistError)[]): Result {
  const [first, ...others] = results;
  if (first instanceof WdistError && others.length === 0) throw first;
  return {
    isOfRun: chosen.some(({ ofRun }) => ofRun !== null),
    checked: results.flatMap((result, i) =>
      result instanceof WdistError ? [] : [asPart(result, chosen[i]?.ofRun ?? null)],
    ),
    errors: results.flatMap((result, i) =>
      result instanceof WdistError ? [{ path: chosen[i]?.path ?? "", error: result }] : [],
    ),
    asked: null,
  };
}

function asPart(checked: Checked, ofRun: ChosenCheckpoint["ofRun"]): Checked {
  if (ofRun === null) return checked;
  const { verdict } = checked;
  return { ...checked, verdict: { ...verdict, model: { ...verdict.model, ofRun } } };
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

async function madeReport(name: string, { result, tool, style }: CheckRun): Promise<string> {
  return reportText(name, result, { tool, style: await style() });
}

function reportText(
  name: string,
  { checked, errors }: Result,
  context: Omit<VerdictContext, "unchecked">,
): string {
  const report = VERDICT_REPORTS.find((candidate) => candidate.name === name);
  if (report === undefined) throw new RangeError(`there is no report ${name}`);
  const { tool, style } = context;
  const verdicts = checked.map(({ verdict }) => verdict);
  const unchecked = errors.map(({ path, error: { code, what, fix } }) => ({ path, code, what, fix }));
  return report.make(verdicts, { tool, style, unchecked });
}
