import { summariseWeights } from "../../analysis/weights/weights.js";
import { withCheckpoint } from "../../index.js";
import type { WeightsSummary } from "../../model/weights.js";
import { weightsJson, weightsJsonLines, weightsMarkdown, weightsText } from "../../report/weights.js";
import { csvOf } from "../../table/csv.js";
import { WEIGHT_GROUPS } from "../../table/data/weightGroups.js";
import { tableOf } from "../../table/dataTable.js";
import { type SelectionFlags, styleOf, type TextFlags } from "../flags/flags.js";
import type { WeightFlags } from "../flags/weightFlags.js";
import { weightOptionsOf, withWork } from "../flags/weightOptions.js";
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

/** `stats --all-weights`: every weight of a checkpoint, not the LayerNorms alone. Loaded when it is asked for. */

type Results = readonly WeightsSummary[];

const OUTPUTS: readonly OutputKind<Results>[] = [
  textOutput("json", "every number", weightsJson),
  textOutput("jsonl", "a checkpoint a line", weightsJsonLines),
  textOutput("csv", "a row a group", (results) => csvOf(tableOf(WEIGHT_GROUPS, results))),
  textOutput("md", "a table a checkpoint", weightsMarkdown),
];

export interface AllWeightsFlags extends WeightFlags, SelectionFlags, OutputFlags, TextFlags {}

export async function runAllWeights(io: Io, paths: readonly string[], flags: AllWeightsFlags): Promise<void> {
  const plan = planOutputs(io, OUTPUTS, flags);
  const options = weightOptionsOf(flags);
  const checkpoints: WeightsSummary[] = [];
  // One after the other: each is counted by all threads.
  for (const path of paths) {
    checkpoints.push(
      await withWork(io, flags, `counting ${path}`, (work, sources) =>
        withCheckpoint(path, (model) => summariseWeights(model, options, work), sources),
      ),
    );
  }
  await emit(io, {
    plan,
    results: checkpoints,
    text: async () => weightsText(checkpoints, await styleOf(io, flags)),
    notices: [
      ...takenNotices(checkpoints.map(({ model }, i) => [paths[i] ?? model.path, model])),
      ...checkpoints.flatMap(noticesOf),
    ],
    inputs: checkpoints.map(({ model }) => model),
    quiet: flags.quiet === true,
  });
}
