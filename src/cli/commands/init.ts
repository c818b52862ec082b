import { access } from "node:fs/promises";
import { dirname, isAbsolute, relative } from "node:path";
import { verdictOf } from "../../analysis/check/check.js";
import { type Extreme, measureExtremes } from "../../analysis/check/extremes.js";
import type { ModelSubject } from "../../analysis/check/rules/rule.js";
import { readSubject } from "../../analysis/check/subject.js";
import { WdistError } from "../../errors.js";
import type { Verdict } from "../../model/verdict.js";
import { findingWords } from "../../words/verdict.js";
import { defineCommand } from "../commander.js";
import { CONFIG_FILE } from "../config/findConfig.js";
import { configText } from "../config/starterConfig.js";
import { asTyped, type Flag, text, toggle } from "../flags/flag.js";
import { ANY_ENDING, type OutputKind, type Run, STDOUT } from "../output/outputKind.js";

interface Measured {
  readonly extremes: readonly Extreme[];
  /** The models that it was measured on, as the user typed them. */
  readonly models: readonly string[];
  readonly baseline: string | null;
}

const CONFIG: OutputKind<Run<Measured>> = {
  name: "config",
  ending: ANY_ENDING,
  holds: "a configuration for check",
  make: async ({ result: { extremes, models, baseline } }, path) =>
    configText(extremes, models, baseline === null ? null : besideConfig(path, baseline)),
};

const OUTPUT: Flag<string> = {
  syntax: "-o, --output <file>",
  help: "the file to write; - is stdout",
  heading: null,
  fallback: CONFIG_FILE,
  completes: "file",
  parse: asTyped,
};

export const initCommand = defineCommand({
  name: "init",
  summary: "start a configuration for check",
  description:
    "Measures checkpoints that are known to be good, against a baseline where one is given, and writes a commented configuration whose thresholds are what was measured plus a margin: the more checkpoints, the better they are founded.",
  examples:
    "\nExamples:\n  gpt2-wdist init checkpoint-500/ --baseline gpt2-ln.safetensors\n  gpt2-wdist init run-*/checkpoint-500/ --baseline gpt2-ln.safetensors",
  arguments: [{ syntax: "<models...>", help: "checkpoints known to be good" }],
  flags: {
    baseline: text("--baseline <model>", "checkpoint to compare with", { completes: "file" }),
    output: OUTPUT,
    force: toggle("--force", "replace a file that is there"),
  },
  outputs: [CONFIG],
  compute: async ({ paths, flags, checkpoints }): Promise<Measured> => {
    const { baseline = null, output, force } = flags;
    if (force !== true) await requireFree(output);
    const subjects = await checkpoints.withShared(baseline, (openBaseline) =>
      checkpoints.each(paths, async (_, model): Promise<ModelSubject> => {
        const subject = await readSubject(model, await openBaseline());
        if (force !== true) requireHealthy(verdictOf(subject, { patches: [], strict: false }));
        return subject;
      }),
    );
    return { extremes: measureExtremes(subjects), models: paths, baseline };
  },
  text: null,
  notices: null,
});

async function requireFree(output: string): Promise<void> {
  if (output === STDOUT || !(await exists(output))) return;
  throw new WdistError("USAGE", {
    where: output,
    what: "is there already",
    fix: "add --force, or name another file with -o",
  });
}

/** Thresholds measured on a broken model would call it healthy. */
function requireHealthy(verdict: Verdict): void {
  const { findings, model } = verdict;
  const [first, ...others] = findings.filter(({ severity }) => severity === "error");
  if (first === undefined) return;
  throw new WdistError("USAGE", {
    where: model.path,
    what: `is not known to be good: ${findingWords(first, verdict).cause}${others.length > 0 ? `, and ${others.length} more` : ""}`,
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
