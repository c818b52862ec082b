import { Command, Option } from "commander";
import { DEFAULT_COMPARE_OPTIONS } from "../../analysis/compare.js";
import { FIGURE_KINDS } from "../../figure/kinds/names.js";
import { compare } from "../../index.js";
import type { Comparison } from "../../model/comparison.js";
import { comparisonJson, type ToolInfo } from "../../report/json.js";
import type { TerminalStyle } from "../../report/terminal.js";
import { csvOf } from "../../table/csv.js";
import { COMPARED_TENSORS } from "../../table/data/comparedTensors.js";
import { tableOf } from "../../table/dataTable.js";
import { modelLabel } from "../../words/modelLabel.js";
import { CHECKPOINT_HELP } from "../flags/checkpointHelp.js";
import {
  addFigureFlags,
  addOutputFlags,
  addSelectionFlags,
  binsOf,
  type SelectionFlags,
  styleOf,
  type TextFlags,
} from "../flags/flags.js";
import { addWeightFlags, refuseWeightFlags, type WeightFlags } from "../flags/weightFlags.js";
import type { Io } from "../io.js";
import {
  type ComparisonPictureFlags,
  comparisonPictures,
  parseFigure,
} from "../output/comparisonPictures.js";
import {
  emit,
  noticesOf,
  type OutputFlags,
  type OutputKind,
  planOutputs,
  takenNotices,
} from "../output/emit.js";
import {
  fileStem,
  glyphNotices,
  PICTURE_OUTPUTS,
  type PictureResults,
  withPictures,
} from "../output/pictures.js";
import { REPORT_OUTPUTS } from "../output/reports.js";
import { withProgress } from "../terminal/progress.js";

const EXAMPLES = `
Examples:
  gpt2-wdist compare pre.safetensors post.safetensors
      prints what changed; draws pre-vs-post.svg and .png
  gpt2-wdist compare gpt2/ checkpoint-500/ --blocks all -o report.html
  gpt2-wdist compare pre.safetensors post.safetensors --format json | jq '.findings[].text'
  gpt2-wdist compare a.safetensors b.safetensors --figure all --size single -o 'figs/{figure}.pdf'
  gpt2-wdist compare a.safetensors b.safetensors --preset study -o 'figs/{tensor}.png'
  gpt2-wdist compare openai-community/gpt2 ./checkpoint-500
  gpt2-wdist compare gpt2/ checkpoint-500/ --all-weights --group-by block
${CHECKPOINT_HELP}

Exit codes: 0 done, 2 could not be done.`;

interface Results extends PictureResults {
  readonly comparison: Comparison;
}

/** Every kind of file that can be written. */
export const COMPARE_OUTPUTS: readonly OutputKind<Results>[] = [
  ...PICTURE_OUTPUTS,
  ...REPORT_OUTPUTS,
  {
    name: "json",
    ending: "json",
    holds: "every number, by a published schema",
    isBinary: false,
    make: async ({ comparison, tool }) => comparisonJson(comparison, tool),
  },
  {
    name: "csv",
    ending: "csv",
    holds: "a row a tensor",
    isBinary: false,
    make: async ({ comparison }) => csvOf(tableOf(COMPARED_TENSORS, comparison)),
  },
  {
    name: "md",
    ending: "md",
    holds: "a table for a pull request",
    isBinary: false,
    make: async ({ comparison }) => (await import("../../table/markdown.js")).comparisonMarkdown(comparison),
  },
];

interface CompareFlags extends SelectionFlags, ComparisonPictureFlags, OutputFlags, TextFlags, WeightFlags {
  readonly answers?: true;
}

export function compareCommand(io: Io, tool: ToolInfo): Command {
  const command = new Command("compare")
    .summary("say and draw what changed between two checkpoints")
    .description(
      "Compares the LayerNorm weights of two GPT-2 checkpoints, tensor by tensor and dimension by dimension, reading nothing else of them: says what changed, shows a table, and draws both sides on the same axes.",
    )
    .argument("<pre>", "checkpoint before")
    .argument("<post>", "checkpoint after");
  addSelectionFlags(command, "What to compare:", "5-11, or what the model has of them")
    .option(
      "--answers",
      "after the table: is it well initialised, balanced, converged? by measures, with caveats",
    )
    .optionsGroup("The figure:")
    .addOption(
      new Option(
        "--figure <kind>",
        `${FIGURE_KINDS.map(({ name, shows }) => `${name}: ${shows}`).join("; ")}; all: each of them (repeatable, default: ${FIGURE_KINDS[0].name})`,
      )
        .argParser(parseFigure)
        .conflicts("preset"),
    );
  addFigureFlags(command);
  addWeightFlags(command);
  return addOutputFlags(command, COMPARE_OUTPUTS, " instead of the table; without -o no file is written")
    .addHelpText("after", EXAMPLES)
    .action((pre: string, post: string, flags: CompareFlags) => runCompare(io, tool, pre, post, flags));
}

async function runCompare(
  io: Io,
  tool: ToolInfo,
  pre: string,
  post: string,
  flags: CompareFlags,
): Promise<void> {
  if (flags.allWeights === true) {
    const { runCompareWeights } = await import("./compareWeights.js");
    return runCompareWeights(io, tool, [pre, post], flags);
  }
  refuseWeightFlags(flags);
  const plan = planOutputs(io, COMPARE_OUTPUTS, flags);
  const options = {
    blocks: flags.blocks ?? DEFAULT_COMPARE_OPTIONS.blocks,
    norms: flags.norms,
    bias: flags.bias === true,
    bins: binsOf(flags),
  };
  const comparison = await withProgress(io, flags.quiet === true, (sources) =>
    compare(pre, post, options, sources),
  );
  const pictures = comparisonPictures(comparison, flags);
  const results: Results = { comparison, pictures, tool };
  const full = withPictures(plan, results, COMPARE_OUTPUTS, () =>
    [comparison.pre, comparison.post].map(({ path }) => fileStem(path)).join("-vs-"),
  );
  const names = [comparison.pre, comparison.post].map(({ path }) => modelLabel(path));
  await emit(io, {
    plan: full,
    results,
    text: async () => readable(comparison, await styleOf(io, flags), flags.answers === true),
    notices: [
      ...takenNotices([
        [pre, comparison.pre],
        [post, comparison.post],
      ]),
      ...noticesOf(comparison),
      ...(await glyphNotices(full, [flags.title ?? "", ...names])),
    ],
    inputs: [comparison.pre, comparison.post],
    quiet: flags.quiet === true,
  });
}

async function readable(comparison: Comparison, style: TerminalStyle, withAnswers: boolean): Promise<string> {
  const { comparisonAnswers, comparisonSentences, comparisonTable } = await import(
    "../../report/terminal.js"
  );
  const answers = withAnswers ? [comparisonAnswers(comparison, style)] : [];
  return `${[comparisonSentences(comparison, style), comparisonTable(comparison, style), ...answers].join("\n\n")}\n`;
}
