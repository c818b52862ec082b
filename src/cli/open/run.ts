import type { ReadSnapshot, RunToTrack } from "../../analysis/track/readableRun.js";
import { usageError, WdistError } from "../../errors.js";
import type { LeftOut, RateLog, RunPoint, StepUnit } from "../../model/run.js";
import type { OwnCache } from "../../source/ownCache.js";
import { findCheckpoints } from "../../source/run/find.js";
import type { FoundCheckpoint } from "../../source/run/found.js";
import { inStepOrder } from "../../source/run/order.js";
import { findRateLog, trainerStepBeside } from "../../source/run/rateLog.js";
import { chooseSteps, type StepChoice } from "../../source/run/thinning.js";
import { listed } from "../../words/phrases.js";
import { type Keeping, NOTHING_KEPT, normsReader } from "../keep/reader.js";
import type { Checkpoints } from "./checkpoints.js";
import { AT_ONCE, inOrder } from "./inOrder.js";

/** Names repeated in a message. */
const MOST_NAMED = 3;
/** What files call the step that they were saved at: extracts made for it, nanoGPT, Lightning and DeepSpeed. */
const STEP_KEYS = ["step", "iter_num", "global_step", "global_steps"];

/** Of the values of --at, the first is for all checkpoints of the run; the second is the baseline's. */
export const BASELINE_PLACE = 1;

type Run = Omit<RunToTrack, "baseline">;

/** The checkpoints of a run in the order of their steps, before some are chosen. */
export interface FoundRun {
  readonly name: string;
  readonly unit: StepUnit;
  readonly points: readonly RunPoint[];
  /** Those whose step nobody knows, since they cannot be read. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * The run that the arguments mean: its checkpoints in the order of their steps, those chosen of them.
 * @throws WdistError
 */
export async function findRun(
  typed: readonly string[],
  choice: StepChoice,
  checkpoints: Checkpoints,
  cache: OwnCache | null = null,
): Promise<Run> {
  const found = await findCheckpoints(typed, { options: checkpoints.sources, cache });
  const run = await placedRun(typed, found, checkpoints);
  const chosen = chooseSteps(run.points, choice);
  if (chosen.length < 2) throw noneChosen(run.points, chosen.length);
  return {
    ...run,
    points: chosen,
    found: run.points.length,
    rateLog: await logOf(typed, run, checkpoints, cache),
  };
}

/**
 * What was found for the arguments, in the order of the steps.
 * @throws WdistError NOT_FOUND for fewer than two checkpoints, USAGE for two of one step
 */
export async function placedRun(
  typed: readonly string[],
  found: readonly FoundCheckpoint[],
  checkpoints: Checkpoints,
): Promise<FoundRun> {
  const placed = await inOrder(found, AT_ONCE, (one) => placeOf(one, checkpoints));
  const leftOut = placed.filter((one) => "reason" in one);
  const known = placed.filter((one) => "unit" in one);
  const unit = unitOf(known);
  const points = inStepOrder(known.map(({ unit: _, ...point }) => point));
  const name = typed.length === 1 ? (typed[0] as string) : `${typed[0]} and ${typed.length - 1} more`;
  requireSeveral(name, points, leftOut);
  return { name: name.replace(/(?<=.)\/+$/, ""), unit, points, leftOut };
}

/** The log of a run's training, from beside its last checkpoint or where the run is. */
export async function logOf(
  typed: readonly string[],
  { points }: Pick<FoundRun, "points">,
  checkpoints: Checkpoints,
  cache: OwnCache | null,
): Promise<RateLog | null> {
  const last = points.at(-1) as RunPoint;
  return findRateLog(typed, last.path) ?? (await hubLogOf(last, checkpoints, cache));
}

/** What needs a network is loaded when it is needed. */
async function hubLogOf(last: RunPoint, { sources }: Checkpoints, cache: OwnCache | null) {
  if (last.log === undefined) return null;
  const { readHubLog } = await import("../../source/run/hubLog.js");
  return readHubLog(last, sources, cache);
}

/** Opens one checkpoint of the run, reads its norms, and closes it; what is kept of it is read instead. */
export function snapshotReader(checkpoints: Checkpoints, keeping: Keeping = NOTHING_KEPT): ReadSnapshot {
  return normsReader(checkpoints, keeping);
}

export interface Placed extends RunPoint {
  readonly unit: StepUnit;
}

/** By its name, else by what is beside it, else by what the file itself says. */
export async function placeOf(
  { inName, ...where }: FoundCheckpoint,
  checkpoints: Checkpoints,
): Promise<Placed | LeftOut> {
  const { path } = where;
  if (inName !== null) return { ...where, step: inName.number, unit: inName.unit };
  const beside = trainerStepBeside(path);
  if (beside !== null) return { path, step: beside, unit: "step" };
  try {
    const step = await checkpoints.with(path, async ({ metadata }) => statedStep(metadata));
    if (step !== null) return { path, step, unit: "step" };
  } catch (error) {
    if (error instanceof WdistError) return { path, step: null, reason: error.message };
    throw error;
  }
  throw usageError(
    path,
    "neither its name nor the file says at which step it was saved",
    "put the step into the name: checkpoint-1000/, step-1000.safetensors or ckpt-1000.pt",
  );
}

function statedStep(metadata: ReadonlyMap<string, string>): number | null {
  const stated = STEP_KEYS.map((key) => metadata.get(key)).find((value) => /^\d{1,15}$/.test(value ?? ""));
  return stated === undefined ? null : Number(stated);
}

/** @throws WdistError USAGE where some count steps and others do not */
function unitOf(known: readonly Placed[]): StepUnit {
  const [first] = known;
  const other = known.find(({ unit }) => unit !== first?.unit);
  if (first === undefined || other === undefined) return first?.unit ?? "step";
  throw usageError(
    `${first.path} and ${other.path}`,
    "one name has a step, the other a number that counts something else",
    "name checkpoints of one kind",
  );
}

function requireSeveral(name: string, points: readonly RunPoint[], leftOut: readonly LeftOut[]): void {
  if (points.length >= 2) return;
  const unread = leftOut.length === 0 ? "" : `; ${leftOut.length} could not be read: ${leftOut[0]?.reason}`;
  throw new WdistError("NOT_FOUND", {
    where: name,
    what: `${points.length === 0 ? "no checkpoint was" : "only one checkpoint was"} found, and a run has at least two${unread}`,
    fix: "name a folder of checkpoints (checkpoint-100/, checkpoint-200/, ...), a pattern in quotes, or each of them",
  });
}

export function noneChosen(points: readonly RunPoint[], count: number): WdistError {
  const steps = points.map(({ step }) => String(step));
  return usageError(
    "--steps",
    `leaves ${count === 0 ? "no checkpoint" : "one checkpoint"} of ${points.length}; a run has at least two`,
    `the steps there are: ${listed(steps, MOST_NAMED)}, the last ${steps.at(-1)}`,
  );
}
