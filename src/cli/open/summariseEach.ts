import { type SummariseOptions, summariseModel } from "../../analysis/summarise.js";
import { WdistError } from "../../errors.js";
import type { CheckpointSummary } from "../../model/comparison.js";
import type { LeftOut } from "../../model/run.js";
import { binsOf, type SelectionFlags } from "../flags/selection.js";
import type { Checkpoints } from "./checkpoints.js";
import type { ChosenCheckpoint, ChosenCheckpoints } from "./runArguments.js";

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
  const options = optionsOf(flags);
  return checkpoints.each(paths, (_, model) => summariseModel(model, options));
}

/**
 * The same of checkpoints and runs: what of a run cannot be read is said to `leaveOut` instead of ending all.
 * @throws WdistError where nothing can be read
 */
export async function summariseChosen(
  { checkpoints: chosen, leftOut }: ChosenCheckpoints,
  flags: SummaryFlags,
  checkpoints: Checkpoints,
  leaveOut: (left: LeftOut) => void,
): Promise<readonly CheckpointSummary[]> {
  const options = optionsOf(flags);
  const read = await checkpoints.eachOrError(
    chosen.map(({ path }) => path),
    (_, model) => summariseModel(model, options),
  );
  for (const left of leftOut) leaveOut(left);
  const summaries = read.flatMap((summary, i) => {
    const { path, ofRun } = chosen[i] as ChosenCheckpoint;
    if (!(summary instanceof WdistError)) return [asPart(summary, ofRun)];
    if (ofRun === null) throw summary;
    leaveOut({ path, step: ofRun.step, reason: summary.message });
    return [];
  });
  const [first] = read;
  if (summaries.length === 0 && first instanceof WdistError) throw first;
  return summaries;
}

function asPart(summary: CheckpointSummary, ofRun: ChosenCheckpoint["ofRun"]): CheckpointSummary {
  return ofRun === null ? summary : { ...summary, model: { ...summary.model, ofRun } };
}

function optionsOf(flags: SummaryFlags): SummariseOptions {
  const { blocks, norms, bias } = flags;
  return {
    blocks: blocks ?? "all",
    norms,
    bias: bias === true,
    bins: binsOf(flags),
    effective: flags.effective === true,
    circuits: flags.circuits === true,
  };
}
