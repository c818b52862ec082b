import type { TensorAtStep, TrackedRun } from "../../model/run.js";
import { percentRange, valueWords } from "../amounts.js";
import { stepWords } from "./steps.js";

/** What is so at one step of a run, in ASCII. */

export const AT_STEP_HEADING = "At each step";
export const AT_STEP_CAPTION =
  "Histograms of the gains at the step of the slider; orange, those of the last. An axis is the same at all steps, and holds the bulk at each of them.";

/** "step 480, learning rate 0.0021, training loss 2.1": as they were last logged by then. */
export function stepFacts(run: TrackedRun, step: number): string {
  const rate = lastBefore(run.log?.rates ?? [], step);
  const loss = lastBefore(run.log?.losses ?? [], step);
  const facts = [
    ...(rate === null ? [] : [`learning rate ${valueWords(rate.rate)}`]),
    ...(loss === null ? [] : [`training loss ${valueWords(loss.loss)}`]),
  ];
  return [stepWords(step, run), ...facts].join(", ");
}

/** The last entry at or before a step; null where there is none. */
function lastBefore<Entry extends { readonly step: number }>(
  entries: readonly Entry[],
  step: number,
): Entry | null {
  return entries.findLast((entry) => entry.step <= step) ?? null;
}

/** "median 1.02, IQR 0.04, moved 5.1 %; 2 beyond" */
export function tensorFacts(
  { summary, fromFirst }: TensorAtStep,
  values: Float32Array | undefined,
  window: readonly [number, number] | null,
): string {
  const { median, iqr, nonFinite } = summary;
  if (median === null || iqr === null) return "no finite values";
  const moved = fromFirst.relativeL2;
  const beyond =
    values === undefined || window === null
      ? 0
      : values.filter((value) => value < window[0] || value > window[1]).length;
  return [
    `median ${valueWords(median)}, IQR ${valueWords(Number(iqr.toPrecision(2)))}`,
    ...(moved === null ? [] : [`moved ${percentRange({ min: moved, max: moved })}`]),
    ...(beyond > 0 ? [`${beyond} beyond`] : []),
    ...(nonFinite > 0 ? [`${nonFinite} not finite`] : []),
  ].join(", ");
}
