import { availableParallelism } from "node:os";
import { WdistError } from "../errors.js";
import { withCheckpoint } from "../index.js";
import type { WeightOptions, WeightsSummary } from "../model.js";
import {
  weightsCsv,
  weightsJson,
  weightsJsonLines,
  weightsMarkdown,
  weightsText,
} from "../report/weights.js";
import { DEFAULT_WEIGHT_OPTIONS, summariseWeights } from "../study/weights.js";
import { emit, noticesOf, type OutputFlags, type OutputKind, planOutputs, takenNotices } from "./emit.js";
import { type SelectionFlags, styleOf, type TextFlags } from "./flags.js";
import type { Io } from "./io.js";
import { withProgress } from "./progress.js";
import { USUAL_THREADS, type WeightFlags } from "./weightFlags.js";
import { workProgress } from "./workProgress.js";

/** `stats --all-weights`: every weight of a checkpoint, not the LayerNorms alone. Loaded when it is asked for. */

type Results = readonly WeightsSummary[];

const output = (name: string, holds: string, make: (results: Results) => string): OutputKind<Results> => ({
  name,
  ending: name,
  holds,
  isBinary: false,
  make: async (results) => make(results),
});

const OUTPUTS: readonly OutputKind<Results>[] = [
  output("json", "every number", weightsJson),
  output("jsonl", "a checkpoint a line", weightsJsonLines),
  output("csv", "a row a group", weightsCsv),
  output("md", "a table a checkpoint", weightsMarkdown),
];

export interface AllWeightsFlags extends WeightFlags, SelectionFlags, OutputFlags, TextFlags {}

export async function runAllWeights(io: Io, paths: readonly string[], flags: AllWeightsFlags): Promise<void> {
  const plan = planOutputs(io, OUTPUTS, flags);
  const options = optionsOf(flags);
  const checkpoints: WeightsSummary[] = [];
  for (const path of paths) checkpoints.push(await summarise(io, path, options, flags));
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

function optionsOf({ bins, xlim, groupBy, tensors, blocks, bias }: AllWeightsFlags): WeightOptions {
  if (blocks !== undefined || bias !== undefined) {
    throw new WdistError("USAGE", {
      where: blocks === undefined ? "--bias" : "--blocks",
      what: "chooses among LayerNorms",
      fix: "choose among all weights with --tensors, e.g. --tensors 'h.5.*'",
    });
  }
  if (bins !== undefined && bins !== "auto" && typeof bins !== "number") {
    throw new WdistError("USAGE", {
      where: `--bins ${bins}`,
      what: "is a rule for LayerNorms",
      fix: "give all weights a number of bins: --bins 10000",
    });
  }
  return {
    bins: typeof bins === "number" ? bins : DEFAULT_WEIGHT_OPTIONS.bins,
    range: xlim ?? null,
    groupBy: groupBy ?? DEFAULT_WEIGHT_OPTIONS.groupBy,
    tensors: tensors ?? null,
  };
}

function summarise(
  io: Io,
  path: string,
  options: WeightOptions,
  { quiet, threads }: AllWeightsFlags,
): Promise<WeightsSummary> {
  const progress = workProgress(io, quiet === true, `counting ${path}`);
  // How far the counting has come says more than how much has been fetched.
  const work = withProgress(io, true, (sources) =>
    withCheckpoint(
      path,
      (model) =>
        summariseWeights(model, options, {
          threads: threads ?? Math.min(USUAL_THREADS, availableParallelism()),
          onProgress: progress.onProgress,
        }),
      sources,
    ),
  );
  return work.finally(progress.end);
}
