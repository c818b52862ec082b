import type { RunAnswers, Settling, TrackedRun } from "../../model/run.js";
import { significant } from "../numbers.js";
import { capitalise } from "../phrases.js";
import { whereWords } from "../where.js";
import { stepNumber, stepRange, stepWords } from "./steps.js";

/** When a run settled, and whether its learning rates alone say as much: never the one without the other. */

/** A rate below this share of its peak moves nothing any more, whatever the loss asks for. */
const ENDED = 0.01;

export function settlingSentences(run: TrackedRun, { settled, gaps }: RunAnswers): readonly string[] {
  if (settled === null) return [];
  const { steps, medians, atLast, of } = settled;
  const each = medians.map(({ norm, step }) => `${norm} ${stepNumber(step)}`).join(", ");
  const between = steps.min === steps.max ? "" : ` (medians: ${each})`;
  const late =
    atLast === 0 ? "" : `, ${atLast === of ? "all" : `${atLast} of ${of}`} with the last checkpoint only`;
  return [
    `90 % of the move was made, and kept, by ${stepRange(steps, run)}${between}${late}, or up to ${stepNumber(gaps.max)} sooner: between checkpoints nothing is known.`,
    scheduleSentence(run, settled),
  ];
}

function scheduleSentence(run: TrackedRun, { early }: Settling): string {
  const { schedule, unit, model } = run;
  if (schedule === null || early === null) {
    return unit === "step"
      ? "No log of the learning rates was found (trainer_state.json): a rate that falls settles every run, so that this says nothing of convergence."
      : "The numbers of the checkpoints are no steps, so that the learning rates are not known: a rate that falls settles every run.";
  }
  const { peak, end, spent } = schedule;
  const gains = run.tensors.map(({ id }) => id).filter(({ parameter }) => parameter === "gain");
  const sooner =
    early.length === 0
      ? "none is known to have settled before that"
      : `${whereWords(early, gains)} settled before that`;
  const share = end / peak;
  const rest =
    share < ENDED
      ? "The rate ended near 0, so that the run cannot say whether they had converged."
      : `At the end the rate was still ${significant(100 * share, 2)} % of its peak.`;
  const alone = `the learning rate alone would give ${stepWords(spent["90"], run)}: ${sooner}. ${rest}`;
  return capitalise(alone, model.architecture);
}

/** "peak 0.003 at step 100, 6.1e-9 at the end" */
export function rateWords({ schedule, ...run }: Pick<TrackedRun, "schedule" | "unit">): string | null {
  if (schedule === null) return null;
  const { peak, peakStep, end } = schedule;
  return `learning rate: peak ${rate(peak)} at ${stepWords(peakStep, run)}, ${rate(end)} at the end`;
}

function rate(value: number): string {
  return value === 0 ? "0" : String(Number(value.toPrecision(2)));
}
