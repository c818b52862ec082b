import { availableParallelism } from "node:os";
import { DEFAULT_COMPARE_OPTIONS } from "../../analysis/compare.js";
import { DEFAULT_WEIGHT_OPTIONS, type WeightWork } from "../../analysis/weights/weights.js";
import type { WeightOptions } from "../../model/weights.js";
import type { SourceOptions } from "../../source/index.js";
import type { Io } from "../io.js";
import type { ComparisonPictureFlags } from "../output/comparisonPictures.js";
import { usage } from "../output/emit.js";
import { withProgress } from "../terminal/progress.js";
import { workProgress } from "../terminal/workProgress.js";
import type { SelectionFlags } from "./flags.js";
import { USUAL_THREADS, type WeightFlags } from "./weightFlags.js";

/** What the commands have in common when they are asked for every weight. */

type Flags = WeightFlags & SelectionFlags & Partial<ComparisonPictureFlags> & { readonly answers?: true };

/** @throws WdistError USAGE for a flag that is about LayerNorms */
export function weightOptionsOf(flags: Flags): WeightOptions {
  refuseLayerNormFlags(flags);
  const { bins, xlim, groupBy, tensors } = flags;
  return {
    bins: typeof bins === "number" ? bins : DEFAULT_WEIGHT_OPTIONS.bins,
    range: xlim ?? null,
    groupBy: groupBy ?? DEFAULT_WEIGHT_OPTIONS.groupBy,
    tensors: tensors ?? null,
  };
}

function refuseLayerNormFlags(flags: Flags): void {
  const { blocks, norms, bias, bins, figure, preset, perTensor, answers } = flags;
  const choosing = Object.entries({
    blocks,
    norms: norms === DEFAULT_COMPARE_OPTIONS.norms ? undefined : norms,
    bias,
  }).find(([, value]) => value !== undefined);
  if (choosing !== undefined) {
    throw usage(
      `--${choosing[0]}`,
      "chooses among LayerNorms",
      "choose among all weights with --tensors, e.g. --tensors 'h.5.*'",
    );
  }
  const drawing = Object.entries({ figure, preset, "per-tensor": perTensor, answers }).find(
    ([, value]) => value !== undefined,
  );
  if (drawing !== undefined) {
    throw usage(`--${drawing[0]}`, "is about LayerNorms", "leave it out, or leave out --all-weights");
  }
  if (bins !== undefined && bins !== "auto" && typeof bins !== "number") {
    throw usage(
      `--bins ${bins}`,
      "is a rule for LayerNorms",
      "give all weights a number of bins: --bins 10000",
    );
  }
}

/** Runs long work on checkpoints, and says how far it has come. `what`: "counting gpt2". */
export function withWork<T>(
  io: Io,
  { quiet, threads }: { readonly quiet?: true; readonly threads?: number },
  what: string,
  action: (work: WeightWork, sources: Partial<SourceOptions>) => Promise<T>,
): Promise<T> {
  const progress = workProgress(io, quiet === true, what);
  const work = {
    threads: threads ?? Math.min(USUAL_THREADS, availableParallelism()),
    onProgress: progress.onProgress,
  };
  // How far the counting has come says more than how much has been fetched.
  return withProgress(io, true, (sources) => action(work, sources)).finally(progress.end);
}
