import { type ByShare, type RateLog, type Schedule, SETTLED_SHARES } from "../../model/run.js";
import { rateAt, stepsBySpent } from "../../stats/ratesSpent.js";

/**
 * What the logged learning rates say of the steps between the first and the last checkpoint. Null where they do not tell of all of them: up to one
 * interval of the log may be missing at either end.
 */
export function scheduleOf({ path, rates }: RateLog, fromStep: number, toStep: number): Schedule | null {
  const steps = rates.map(({ step }) => step);
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return null;
  const gaps = steps.slice(1).map((step, i) => step - (steps[i] as number));
  const interval = Math.max(...(gaps.length === 0 ? [first] : gaps));
  if (first - interval > fromStep || last + interval < toStep) return null;
  const spent = stepsBySpent(
    rates,
    fromStep,
    toStep,
    SETTLED_SHARES.map((share) => Number(share) / 100),
  );
  if (spent === null) return null;
  const inside = rates.filter(({ step }) => step >= fromStep && step <= toStep);
  const highest = inside.reduce((most, entry) => (entry.rate > most.rate ? entry : most), {
    step: toStep,
    rate: rateAt(rates, toStep),
  });
  return {
    path,
    peak: highest.rate,
    peakStep: highest.step,
    end: rateAt(rates, toStep),
    spent: Object.fromEntries(
      SETTLED_SHARES.map((share, i) => [share, spent[i] as number]),
    ) as ByShare<number>,
  };
}
