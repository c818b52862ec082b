import { Command } from "commander";
import { type SummariseOptions, summariseModel } from "../../analysis/summarise.js";
import { withCheckpoint } from "../../index.js";
import type { CheckpointSummary } from "../../model/comparison.js";
import { statsJson, statsJsonLines, statsMarkdown, statsText } from "../../report/stats.js";
import { csvOf } from "../../table/csv.js";
import { SUMMARISED_TENSORS } from "../../table/data/summarisedTensors.js";
import { tableOf } from "../../table/dataTable.js";
import {
  addOutputFlags,
  addSelectionFlags,
  binsOf,
  type SelectionFlags,
  styleOf,
  type TextFlags,
} from "../flags/flags.js";
import { addWeightFlags, refuseWeightFlags, type WeightFlags } from "../flags/weightFlags.js";
import { AT_ONCE, inOrder } from "../inOrder.js";
import type { Io } from "../io.js";
import {
  emit,
  noticesOf,
  type OutputFlags,
  type OutputKind,
  planOutputs,
  takenNotices,
  textOutput,
} from "../output/emit.js";
import { withProgress } from "../terminal/progress.js";

const EXAMPLES = `
Examples:
  gpt2-wdist stats checkpoint-*/ --norms ln_f --format csv > ln_f.csv
  gpt2-wdist stats gpt2/ --all-weights --xlim=-1,1 -o weights.json
  gpt2-wdist stats gpt2/ --all-weights --group-by kind`;

type Results = readonly CheckpointSummary[];

const STATS_OUTPUTS: readonly OutputKind<Results>[] = [
  textOutput("json", "every number", statsJson),
  textOutput("jsonl", "a checkpoint a line", statsJsonLines),
  textOutput("csv", "a row a tensor", (results) => csvOf(tableOf(SUMMARISED_TENSORS, results))),
  textOutput("md", "a table a checkpoint", statsMarkdown),
];

interface StatsFlags extends SelectionFlags, OutputFlags, TextFlags, WeightFlags {}

export function statsCommand(io: Io): Command {
  const command = new Command("stats")
    .summary("the numbers of one or many checkpoints")
    .description(
      "Summarises the LayerNorms of each checkpoint: mean, spread, quantiles, outliers, a histogram a line.",
    )
    .argument("<models...>", "checkpoints");
  addSelectionFlags(command, "Which tensors:", "all");
  addWeightFlags(command);
  return addOutputFlags(command, STATS_OUTPUTS, " instead of the table")
    .addHelpText("after", EXAMPLES)
    .action((paths: readonly string[], flags: StatsFlags) => runStats(io, paths, flags));
}

async function runStats(io: Io, paths: readonly string[], flags: StatsFlags): Promise<void> {
  if (flags.allWeights === true) {
    const { runAllWeights } = await import("./allWeights.js");
    return runAllWeights(io, paths, flags);
  }
  refuseWeightFlags(flags);
  const plan = planOutputs(io, STATS_OUTPUTS, flags);
  const checkpoints = await withProgress(io, flags.quiet === true, (sources) =>
    inOrder(paths, AT_ONCE, (path) =>
      withCheckpoint(path, (model) => summariseModel(model, selectionOf(flags)), sources),
    ),
  );
  await emit(io, {
    plan,
    results: checkpoints,
    text: async () => statsText(checkpoints, await styleOf(io, flags)),
    notices: [
      ...takenNotices(checkpoints.map(({ model }, i) => [paths[i] ?? model.path, model])),
      ...checkpoints.flatMap(noticesOf),
    ],
    inputs: checkpoints.map(({ model }) => model),
    quiet: flags.quiet === true,
  });
}

/** The flags for one checkpoint: every block unless some are asked for. */
function selectionOf(flags: SelectionFlags): SummariseOptions {
  const { blocks, norms, bias } = flags;
  return { blocks: blocks ?? "all", norms, bias: bias === true, bins: binsOf(flags) };
}

export function summarise(
  io: Io,
  path: string,
  flags: SelectionFlags & { readonly quiet?: true },
): Promise<CheckpointSummary> {
  return withProgress(io, flags.quiet === true, (sources) =>
    withCheckpoint(path, (model) => summariseModel(model, selectionOf(flags)), sources),
  );
}
