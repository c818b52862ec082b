import type { CheckpointSummary } from "../../model/comparison.js";
import { statsDocument } from "../../report/documents/stats.js";
import { statsJson, statsJsonLines } from "../../report/json/stats.js";
import { markdownOf } from "../../report/markdown.js";
import { statsText } from "../../report/terminal/stats.js";
import { SUMMARISED_EFFECTIVE } from "../../table/data/effective.js";
import { SUMMARISED_TENSORS } from "../../table/data/summarisedTensors.js";
import { tableOf } from "../../table/dataTable.js";
import { defineCommand } from "../commander.js";
import { under } from "../flags/flag.js";
import { outputFlags } from "../flags/output.js";
import { CIRCUITS, EFFECTIVE, selectionFlags } from "../flags/selection.js";
import { summariseEach } from "../open/summariseEach.js";
import { noticesOf } from "../output/notices.js";
import { type OutputKind, type Run, textOutput } from "../output/outputKind.js";
import { tableOutputs } from "../output/tableOutputs.js";

const EXAMPLES = `
Examples:
  gpt2-wdist stats checkpoint-*/ --norms ln_f --format csv > ln_f.csv
  gpt2-wdist stats gpt2/ --blocks 5-11 --bias -o stats.json
  gpt2-wdist stats gpt2/ --circuits`;

const TABLES = tableOutputs(SUMMARISED_TENSORS.row, (summaries: readonly CheckpointSummary[]) => {
  const hasEffective = summaries.some(({ tensors }) => tensors.some(({ effective }) => effective));
  return tableOf(hasEffective ? SUMMARISED_EFFECTIVE : SUMMARISED_TENSORS, summaries);
});

const OUTPUTS: readonly OutputKind<Run<readonly CheckpointSummary[]>>[] = [
  textOutput("json", "every number", statsJson),
  textOutput("jsonl", "a checkpoint a line", statsJsonLines),
  ...TABLES.filter(({ name }) => name !== "jsonl"),
  textOutput("md", "a table a checkpoint", (summaries) => markdownOf(statsDocument(summaries))),
];

export const statsCommand = defineCommand({
  name: "stats",
  summary: "the numbers of one or many checkpoints",
  description:
    "Summarises the LayerNorms of each checkpoint: mean, spread, quantiles, outliers, a histogram a line.",
  examples: EXAMPLES,
  arguments: [{ syntax: "<models...>", help: "checkpoints" }],
  flags: {
    ...under("Which tensors:", { ...selectionFlags("all"), effective: EFFECTIVE, circuits: CIRCUITS }),
    ...outputFlags(OUTPUTS, " instead of the table"),
  },
  outputs: OUTPUTS,
  compute: ({ paths, flags, checkpoints }) => summariseEach(paths, flags, checkpoints),
  text: (summaries, { style }) => statsText(summaries, style),
  notices: (summaries) => summaries.flatMap(noticesOf),
});
