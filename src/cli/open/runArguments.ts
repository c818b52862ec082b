import type { ModelInfo } from "../../model/norms.js";
import type { LeftOut } from "../../model/run.js";
import { isRun } from "../../source/run/isRun.js";
import type { StepChoice } from "../../source/run/thinning.js";
import type { Checkpoints } from "./checkpoints.js";
import { findRun } from "./run.js";

/** A checkpoint that an argument means, by itself or among those of a run. */
export interface ChosenCheckpoint {
  readonly path: string;
  /** Where in a run; null where it was named by itself. */
  readonly ofRun: Required<ModelInfo>["ofRun"] | null;
}

export interface ChosenCheckpoints {
  /** In the order of the arguments, those of a run by ascending step. */
  readonly checkpoints: readonly ChosenCheckpoint[];
  /** Of runs: whose step nobody knows, since they cannot be read. */
  readonly leftOut: readonly LeftOut[];
}

/** A run is judged whole: a checkpoint that nobody looked at is not a sound one. */
const EVERY_STEP: StepChoice = { kind: "all" };

/**
 * The checkpoints that the arguments of a command mean which reads any number of them: checkpoints, and runs.
 * @param meansRun which arguments are runs
 * @throws WdistError
 */
export async function chosenCheckpoints(
  typed: readonly string[],
  choice: StepChoice | undefined,
  opening: Checkpoints,
  meansRun: (typed: string) => boolean = isRun,
): Promise<ChosenCheckpoints> {
  const checkpoints: ChosenCheckpoint[] = [];
  const leftOut: LeftOut[] = [];
  for (const one of typed) {
    if (!meansRun(one)) {
      checkpoints.push({ path: one, ofRun: null });
      continue;
    }
    const run = await findRun([one], choice ?? EVERY_STEP, opening);
    checkpoints.push(...run.points.map(({ path, step }) => ({ path, ofRun: { step, unit: run.unit } })));
    leftOut.push(...run.leftOut);
  }
  return { checkpoints, leftOut };
}
