import { type Command, InvalidArgumentError, Option } from "commander";
import { WdistError } from "../../errors.js";
import { WEIGHT_GROUPINGS, type WeightGrouping } from "../../model/weights.js";
import { STUDY_WEIGHT_BINS } from "../../stats/binning.js";
import { collect } from "./flags.js";

/** The flags of --all-weights. */

/** More threads than this only wait for each other's memory. */
const MOST_THREADS = 64;
export const USUAL_THREADS = 4;

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
    .option("--all-weights", `every weight of the model, in ${STUDY_WEIGHT_BINS} bins (or --bins N)`)
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
  throw new InvalidArgumentError(`"${text}" is no range; write two numbers, the lower first: --xlim=-1,1`);
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
