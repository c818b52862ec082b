/** What a learning-rate schedule alone says of when a run settles. */

export interface RateAt {
  readonly step: number;
  readonly rate: number;
}

/**
 * The steps by which such shares of the rate, summed from one step to another, were spent: linear between the logged steps, and before the
 * first and behind the last along the line through the nearest two, never below 0. As numpy.interp on the cumulative trapezoids. Null for a rate that
 * is 0 throughout.
 */
export function stepsBySpent(
  rates: readonly RateAt[],
  fromStep: number,
  toStep: number,
  shares: readonly number[],
): readonly number[] | null {
  const inside = rates.filter(({ step }) => step > fromStep && step < toStep);
  const at = (step: number): RateAt => ({ step, rate: rateAt(rates, step) });
  const corners = [at(fromStep), ...inside, at(toStep)];
  const spent = [0];
  for (let i = 1; i < corners.length; i++) {
    const [a, b] = [corners[i - 1] as RateAt, corners[i] as RateAt];
    spent.push((spent[i - 1] as number) + ((a.rate + b.rate) / 2) * (b.step - a.step));
  }
  const all = spent.at(-1) as number;
  if (!(all > 0)) return null;
  return shares.map((share) => stepAt(corners, spent, share * all));
}

/** At any step; see `stepsBySpent`. Of a single logged rate that one. */
export function rateAt(rates: readonly RateAt[], step: number): number {
  const next = rates.findIndex((entry) => entry.step >= step);
  const place = Math.max(1, Math.min(rates.length - 1, next < 0 ? rates.length - 1 : next));
  const [a, b] = [rates[place - 1], rates[place]];
  if (a === undefined || b === undefined) return rates[0]?.rate ?? 0;
  return Math.max(0, a.rate + ((b.rate - a.rate) * (step - a.step)) / (b.step - a.step));
}

function stepAt(corners: readonly RateAt[], spent: readonly number[], wanted: number): number {
  const i = Math.max(
    1,
    spent.findIndex((sum) => sum >= wanted),
  );
  const [a, b] = [corners[i - 1] as RateAt, corners[i] as RateAt];
  const [before, after] = [spent[i - 1] as number, spent[i] as number];
  return a.step + ((b.step - a.step) * (wanted - before)) / (after - before);
}
