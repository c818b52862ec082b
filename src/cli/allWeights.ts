import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import { WdistError } from "../errors.js";
import { withCheckpoint } from "../index.js";
import { WEIGHT_GROUPINGS, type WeightGrouping, type WeightOptions, type WeightsSummary } from "../model.js";
import {
  weightsCsv,
  weightsJson,
  weightsJsonLines,
  weightsMarkdown,
  weightsText,
} from "../report/weights.js";
import { DEFAULT_WEIGHT_OPTIONS, summariseWeights } from "../study/weights.js";
import { emit, noticesOf, type OutputFlags, type OutputKind, planOutputs, takenNotices } from "./emit.js";
import { collect, type SelectionFlags, styleOf, type TextFlags } from "./flags.js";
import type { Io } from "./io.js";
import { withProgress } from "./progress.js";
import { workProgress } from "./workProgress.js";

/** `stats --all-weights`: every weight of a checkpoint, not the LayerNorms alone. */

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

/** More threads than this only wait for each other's memory. */
const MOST_THREADS = 64;
const USUAL_THREADS = 4;

export interface WeightFlags {
  readonly allWeights?: true;
  readonly tensors?: readonly string[];
  readonly groupBy?: WeightGrouping;
  readonly xlim?: readonly [lo: number, hi: number];
  readonly threads?: number;
}

export function addWeightFlags(command: Command): Command {
  return command
    .optionsGroup("Every weight instead of the LayerNorms:")
    .option(
      "--all-weights",
      `every weight of the model, in ${DEFAULT_WEIGHT_OPTIONS.bins} bins (or --bins N)`,
    )
    .option("--tensors <glob>", "of these names only, e.g. *.attn.* (repeatable)", collect)
    .addOption(
      new Option("--group-by <what>", "a histogram for each (default: model)").choices(WEIGHT_GROUPINGS),
    )
    .addOption(
      new Option(
        "--xlim <lo,hi>",
        "bins between these (default: the least and the greatest weight)",
      ).argParser(parseRange),
    )
    .addOption(
      new Option("--threads <number>", `default: as the machine has, at most ${USUAL_THREADS}`).argParser(
        parseThreads,
      ),
    );
}

/** "-1,1" */
function parseRange(text: string): readonly [lo: number, hi: number] {
  const [lo, hi, ...rest] = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (lo !== undefined && hi !== undefined && rest.length === 0 && lo < hi && Number.isFinite(hi - lo)) {
    return [lo, hi];
  }
  throw new InvalidArgumentError(`"${text}" is no range; write the lower end first: --xlim=-1,1`);
}

function parseThreads(text: string): number {
  const threads = Number(text);
  if (/^\d+$/.test(text) && threads >= 1 && threads <= MOST_THREADS) return threads;
  throw new InvalidArgumentError(`"${text}" is no number of threads; write one from 1 to ${MOST_THREADS}`);
}

/** @throws WdistError USAGE for a flag that means nothing without --all-weights */
export function refuseWeightFlags({ tensors, groupBy, xlim, threads }: WeightFlags): void {
  const given = Object.entries({ tensors, "group-by": groupBy, xlim, threads }).find(
    ([, value]) => value !== undefined,
  );
  if (given === undefined) return;
  throw new WdistError("USAGE", {
    where: `--${given[0]}`,
    what: "is about all weights",
    fix: "add --all-weights",
  });
}

export interface AllWeightsFlags extends WeightFlags, SelectionFlags, OutputFlags, TextFlags {}

export async function runAllWeights(io: Io, paths: readonly string[], flags: AllWeightsFlags): Promise<void> {
  const plan = planOutputs(io, OUTPUTS, flags);
  const options = optionsOf(flags);
  const checkpoints: WeightsSummary[] = [];
  for (const path of paths) checkpoints.push(await summarise(io, path, options, flags));
  await emit(io, {
    plan,
    results: checkpoints,
    text: () => weightsText(checkpoints, styleOf(io, flags)),
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
  if (bins !== "auto" && typeof bins !== "number") {
    throw new WdistError("USAGE", {
      where: `--bins ${bins}`,
      what: "is a rule for LayerNorms",
      fix: "give all weights a number of bins: --bins 10000",
    });
  }
  return {
    bins: bins === "auto" ? DEFAULT_WEIGHT_OPTIONS.bins : bins,
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
