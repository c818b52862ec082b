import type { Windows } from "../../forward/windows.js";
import type { ChangedLoss, Estimate, Loss } from "../../model/probe.js";

/** Losses over windows, and differences of them paired by window: windows are independent texts, tokens are not. */

/** @param losses of each token, in nats */
export function lossOf(losses: Float64Array, { windowTokens, windows }: Windows): Loss {
  const means = Array.from({ length: windows }, (_, window) =>
    meanOf(losses.subarray(window * windowTokens, (window + 1) * windowTokens)),
  );
  const { mean: loss, error } = estimate(means);
  return { loss, perplexity: Math.exp(loss), error, windows: means };
}

/** A loss beside the one that it is to be compared with. */
export function changedLoss(changed: Loss, usual: Loss): ChangedLoss {
  return { ...changed, change: difference(changed, usual) };
}

export function difference(changed: Loss, usual: Loss): Estimate {
  return estimate(changed.windows.map((loss, window) => loss - (usual.windows[window] as number)));
}

/** Mean and standard error, the latter by the deviation with one degree of freedom less, as scipy.stats.sem. */
export function estimate(values: readonly number[]): Estimate {
  const mean = meanOf(values);
  if (values.length < 2) return { mean, error: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

function meanOf(values: readonly number[] | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
