import type { Network, NetworkNorm } from "../../forward/network.js";
import type { Loss, WithoutNormalising } from "../../model/probe.js";
import { changedLoss } from "./losses.js";
import type { Measured } from "./measure.js";
import { lossWith, type Running } from "./running.js";

/** How many passes it takes. */
export const PASSES_WITHOUT = 2;

/** What the loss is where the norms do not standardise each token by itself, and where they leave the mean in. */
export async function withoutNormalising(
  network: Network,
  usual: Measured,
  running: Running,
): Promise<WithoutNormalising> {
  const deviations = new Map(
    usual.measures.map((measures, i) => [
      network.norms[i]?.name ?? "",
      meanDeviation(measures.tokens.variance, running.windows.windowTokens, network.settings.epsilon),
    ]),
  );
  const byConstant = ({ name }: NetworkNorm) =>
    ({ by: "constant", deviation: deviations.get(name) ?? 1 }) as const;
  const byRootMeanSquare = () => ({ by: "root mean square" }) as const;
  const own: Loss = usual;
  return {
    linear: changedLoss(await lossWith(network, running, { standardising: byConstant }), own),
    withoutMean: changedLoss(await lossWith(network, running, { standardising: byRootMeanSquare }), own),
  };
}

/** Of positions from 1 on, where there are any. */
function meanDeviation(variances: Float64Array, windowTokens: number, epsilon: number): number {
  const counted = variances.filter((_, token) => windowTokens === 1 || token % windowTokens !== 0);
  return counted.reduce((sum, variance) => sum + Math.sqrt(variance + epsilon), 0) / counted.length;
}
