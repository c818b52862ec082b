import { type SummariseOptions, summariseModel } from "../../analysis/summarise.js";
import type { CheckpointSummary } from "../../model/comparison.js";
import { binsOf, type SelectionFlags } from "../flags/selection.js";
import type { Checkpoints } from "./checkpoints.js";

type SummaryFlags = SelectionFlags & {
  readonly preset?: "study" | undefined;
  readonly effective?: true | undefined;
  readonly circuits?: true | undefined;
};

/** The numbers of each checkpoint, in their order: of every block unless some are asked for. */
export function summariseEach(
  paths: readonly string[],
  flags: SummaryFlags,
  checkpoints: Checkpoints,
): Promise<readonly CheckpointSummary[]> {
  const { blocks, norms, bias } = flags;
  const options: SummariseOptions = {
    blocks: blocks ?? "all",
    norms,
    bias: bias === true,
    bins: binsOf(flags),
    effective: flags.effective === true,
    circuits: flags.circuits === true,
  };
  return checkpoints.each(paths, (_, model) => summariseModel(model, options));
}
