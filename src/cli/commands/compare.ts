import { compareModels, DEFAULT_COMPARE_OPTIONS } from "../../analysis/compare.js";
import type { CompareOptions, Comparison } from "../../model/comparison.js";
import { comparisonJson } from "../../report/json/comparison.js";
import { markdownOf } from "../../report/markdown.js";
import { COMPARED_TENSORS } from "../../table/data/comparedTensors.js";
import { COMPARED_EFFECTIVE } from "../../table/data/effective.js";
import { tableOf } from "../../table/dataTable.js";
import { labelOf } from "../../words/modelLabel.js";
import { defineCommand } from "../commander.js";
import { CHECKPOINT_HELP } from "../flags/checkpointHelp.js";
import { LOOK_FLAGS, TENSOR_PICTURE_FLAGS } from "../flags/figure.js";
import { type FigureKindsFlag, figureKindsFlag, namesOneThatNeeds } from "../flags/figureKinds.js";
import { toggle, under, valued } from "../flags/flag.js";
import { LABEL_FLAGS } from "../flags/labels.js";
import { outputFlags } from "../flags/output.js";
import { parseDims } from "../flags/parse.js";
import { binsOf, EFFECTIVE, type SelectionFlags, selectionFlags } from "../flags/selection.js";
import { comparisonPictures } from "../output/comparisonPictures.js";
import { noticesOf } from "../output/notices.js";
import { type OutputKind, type Run, textOutput } from "../output/outputKind.js";
import { fileStem } from "../output/pictureFiles.js";
import { PICTURE_OUTPUTS } from "../output/pictureOutputs.js";
import { REPORT_OUTPUTS } from "../output/reports.js";
import { tableOutputs } from "../output/tableOutputs.js";

const EXAMPLES = `
Examples:
  gpt2-wdist compare pre.safetensors post.safetensors
      prints what changed; draws pre-vs-post.svg and .png
  gpt2-wdist compare gpt2/ checkpoint-500/ --blocks all -o report.html
  gpt2-wdist compare pre.safetensors post.safetensors --format json | jq '.findings[].text'
  gpt2-wdist compare a.safetensors b.safetensors --figure all --size single -o 'figs/{figure}.pdf'
  gpt2-wdist compare a.safetensors b.safetensors --preset study -o 'figs/{tensor}.png'
  gpt2-wdist compare openai-community/gpt2 ./checkpoint-500
${CHECKPOINT_HELP}

Exit codes: 0 done, 2 could not be done.`;

const OUTPUTS: readonly OutputKind<Run<Comparison>>[] = [
  ...PICTURE_OUTPUTS,
  ...REPORT_OUTPUTS,
  textOutput("json", "every number, by a published schema", comparisonJson),
  ...tableOutputs(COMPARED_TENSORS.row, (comparison: Comparison) => {
    const isEffective = comparison.options.effective === true;
    return tableOf(isEffective ? COMPARED_EFFECTIVE : COMPARED_TENSORS, comparison);
  }),
  textOutput("md", "a table for a pull request", async (comparison) =>
    markdownOf((await import("../../report/documents/comparisonBrief.js")).comparisonBrief(comparison)),
  ),
];

const FLAGS = {
  ...under("What to compare:", {
    ...selectionFlags("5-11 of 12, else all"),
    effective: EFFECTIVE,
    answers: toggle(
      "--answers",
      "after the table: are the two related? well initialised, balanced, converged? by measures, with caveats",
    ),
  }),
  ...under("The figure:", {
    figure: figureKindsFlag("comparison", { conflictsWith: "preset" }),
    dims: valued("--dims <list>", "in trajectories: these dimensions, e.g. 138,378", parseDims),
    ...LABEL_FLAGS,
    ...LOOK_FLAGS,
    ...TENSOR_PICTURE_FLAGS,
  }),
  ...outputFlags(OUTPUTS, " instead of the table; without -o no file is written"),
};

export const compareCommand = defineCommand({
  name: "compare",
  summary: "say and draw what changed between two checkpoints",
  description:
    "Compares the LayerNorm weights of two GPT-2 checkpoints, tensor by tensor and dimension by dimension, reading nothing else of them: says what changed, shows a table, and draws both sides on the same axes.",
  examples: EXAMPLES,
  arguments: [
    { syntax: "<pre>", help: "checkpoint before" },
    { syntax: "<post>", help: "checkpoint after" },
  ],
  flags: FLAGS,
  outputs: OUTPUTS,
  compute: ({ paths: [pre = "", post = ""], flags, checkpoints }) =>
    checkpoints.withBoth(pre, post, (before, after) => compareModels(before, after, optionsOf(flags))),
  pictures: (comparison, flags) => {
    const models = [comparison.pre, comparison.post];
    return {
      pictures: comparisonPictures(comparison, flags),
      stem: () => models.map(fileStem).join("-vs-"),
      words: [flags.title ?? "", ...models.map(labelOf)],
    };
  },
  text: async (comparison, { style, flags }) =>
    (await import("../../report/terminal/comparison.js")).comparisonText(
      comparison,
      style,
      flags.answers === true,
    ),
  notices: noticesOf,
});

function optionsOf({
  blocks,
  norms,
  bias,
  effective,
  figure,
  ...flags
}: SelectionFlags & {
  readonly preset: "study" | undefined;
  readonly effective: true | undefined;
  readonly figure: FigureKindsFlag;
}): CompareOptions {
  return {
    ...DEFAULT_COMPARE_OPTIONS,
    blocks: blocks ?? DEFAULT_COMPARE_OPTIONS.blocks,
    norms,
    bias: bias === true,
    bins: binsOf(flags),
    ...(effective === true || namesOneThatNeeds("effective", figure) ? { effective: true } : {}),
  };
}
