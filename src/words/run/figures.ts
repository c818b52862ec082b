import { secondStage } from "../../analysis/track/stages.js";
import type { TrackedRun } from "../../model/run.js";
import { plural } from "../phrases.js";
import { stepRange, stepWords } from "./steps.js";

/** What the figures of a run have in common to say, in ASCII. */

export const LOSS = "training loss";
export const HELD_OUT_LOSS = "loss: training; dots, held-out";
export const LOGARITHMIC = "Steps on a logarithm, with a place for 0.";
export const MAP_HEADING = "change of the median, by block";
export const RATE = "learning rate";

/** "31 checkpoints, steps 0 to 1,200" */
export function checkpointsWords({ points, unit }: TrackedRun): string {
  const ends = { min: points[0]?.step ?? 0, max: points.at(-1)?.step ?? 0 };
  return `${plural(points.length, "checkpoint")}, ${stepRange(ends, { unit })}`;
}

/** That a picture has room for some norms only; nothing where all are shown. */
export function fewerNormsWords(shown: number, of: number): readonly string[] {
  return shown === of ? [] : [`Shown: ${shown} of ${of} norms, those that moved farthest.`];
}

/** What the grounds of panels over the steps mean; nothing where there are none. */
export function groundsWords(run: TrackedRun): readonly string[] {
  if (run.findings.length > 0) return ["Grey ground: between the checkpoints where something broke."];
  const start = secondStage(run);
  return start === null
    ? []
    : [`Grey ground: from ${stepWords(start, run)} on, where the learning rate began anew.`];
}

/** How the lines of blocks are told apart; nothing where there is one at most. `named`: what the named ones are. */
export function blockLinesWords({ tensors }: TrackedRun, named: string): readonly string[] {
  const blocks = new Set(tensors.flatMap(({ id }) => (id.block === null ? [] : [id.block]))).size;
  return blocks > 1 ? [`One line a block, violet the first, yellow the last; ${named} are named.`] : [];
}

/** What the distances and changes are from. */
export function startWords({ baseline }: TrackedRun): string {
  return baseline === null ? "the first checkpoint" : "the baseline";
}
