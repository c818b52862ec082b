import { DEFAULT_WEIGHT_OPTIONS } from "../../analysis/weights/weights.js";
import { WEIGHT_GROUPINGS, type WeightOptions } from "../../model/weights.js";
import { STUDY_WEIGHT_BINS } from "../../stats/binning.js";
import { asTyped, choice, repeated, type ValuesOf, valued } from "./flag.js";
import { parseBinCount, parseRange, parseThreads } from "./parseWeights.js";

/** Which weights are counted together, and how. */

export const USUAL_THREADS = 4;

export const WEIGHT_FLAGS = {
  tensors: repeated("--tensors <glob>", "of these names only, e.g. *.attn.* (repeatable)", asTyped),
  groupBy: choice("--group-by <what>", "a histogram for each (default: model)", WEIGHT_GROUPINGS),
  bins: valued("--bins <number>", `bins of a histogram (default: ${STUDY_WEIGHT_BINS})`, parseBinCount),
  xlim: valued(
    "--xlim <lo,hi>",
    "bins between these (default: the least and the greatest weight)",
    parseRange,
  ),
  threads: valued(
    "--threads <number>",
    `default: as the machine has, at most ${USUAL_THREADS}`,
    parseThreads,
  ),
};

export type WeightFlags = ValuesOf<typeof WEIGHT_FLAGS>;

export function weightOptionsOf({ bins, xlim, groupBy, tensors }: WeightFlags): WeightOptions {
  return {
    bins: bins ?? DEFAULT_WEIGHT_OPTIONS.bins,
    range: xlim ?? null,
    groupBy: groupBy ?? DEFAULT_WEIGHT_OPTIONS.groupBy,
    tensors: tensors ?? null,
  };
}
