import type { LoggedRate, TrackedRun } from "../../model/run.js";

/** A rate has come to its end below this share of its peak so far, and begins anew above that share of it. */
const ENDED = 0.05;
const ANEW = 0.2;

/**
 * The step from which on the learning rate rises anew after it had all but ended, where it does so once within the run: the second stage of a
 * training. Null where there is none, or where the rate comes and goes.
 */
export function secondStage({ log, points }: Pick<TrackedRun, "log" | "points">): number | null {
  const [first, last] = [points[0]?.step ?? 0, points.at(-1)?.step ?? 0];
  const inside = (log?.rates ?? []).filter(({ step }) => step >= first && step <= last);
  const starts = restarts(inside);
  return starts.length === 1 ? (starts[0] as number) : null;
}

function restarts(rates: readonly LoggedRate[]): readonly number[] {
  const starts: number[] = [];
  let peak = 0;
  let lowest: LoggedRate | null = null;
  for (const entry of rates) {
    const { rate } = entry;
    if (lowest !== null && rate >= ANEW * peak) {
      starts.push(lowest.step);
      [peak, lowest] = [rate, null];
    }
    peak = Math.max(peak, rate);
    if (rate < ENDED * peak && (lowest === null || rate <= lowest.rate)) lowest = entry;
  }
  return starts;
}
