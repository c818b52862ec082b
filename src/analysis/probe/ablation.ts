import type { NormParameters } from "../../forward/layerNorm.js";
import type { Network, NetworkNorm } from "../../forward/network.js";
import { passOf, runPass, stepsOfPass } from "../../forward/pass.js";
import { divergences } from "../../forward/score.js";
import type { AblatedDim, NormAblation } from "../../model/probe.js";
import { medianOf } from "../../stats/quantiles.js";
import { drawDims } from "./drawDims.js";
import { lossOf } from "./losses.js";
import type { Running } from "./running.js";

/**
 * What single gains matter: each is changed by itself, and the model's prediction with it held against the prediction
 * without. A far gain that is set to the median costs more than a random one, since a random one is hardly changed by
 * that; whether it costs more because of its dimension is told by random ones that are changed by the same factor.
 */

/** For each far dim a random one is reset and one is changed as much. */
const KINDS = 3;

export function stepsOfAblation(network: Network, dims: number): number {
  const blocks = Array.from({ length: network.blocks }, (_, block) => stepsOfPass(network, block));
  const inBlocks = blocks.reduce((sum, steps) => sum + 2 * (steps + 1), 0);
  return 2 * stepsOfPass(network) + KINDS * dims * (inBlocks + 2);
}

/** Of every norm, `dims` gains of each kind. */
export async function ablateGains(
  network: Network,
  dims: number,
  running: Running,
): Promise<readonly NormAblation[]> {
  const { engine, windows, work } = running;
  const usual = await runPass(passOf(network, engine, windows, { onStep: work.step }));
  const ablations: NormAblation[] = [];
  const residual = new Float64Array(usual.length);
  const pass = passOf(network, engine, windows, { onStep: work.step });
  for (;;) {
    const next = await pass.next();
    if (next.done === true) return ablations;
    const { index, window, input, norm } = next.value;
    // The stream before a block: its first norm, or the norm before the head, reads it.
    const isFirst = index % 2 === 0;
    if (!isFirst) continue;
    residual.set(input, window * windows.windowTokens * network.width);
    if (window < windows.windows - 1) continue;
    const block = norm.block ?? network.blocks;
    const own = network.norms.filter((other) => (other.block ?? network.blocks) === block);
    for (const each of own) {
      ablations.push(await ablateNorm(network, each, dims, { ...running, usual, residual, block }));
    }
  }
}

/** What the passes with a gain changed begin from, and are held against. */
interface Base extends Running {
  readonly usual: Float32Array;
  readonly residual: Float64Array;
  readonly block: number;
}

async function ablateNorm(
  network: Network,
  norm: NetworkNorm,
  count: number,
  base: Base,
): Promise<NormAblation> {
  const own = network.parameters.get(norm.name) as NormParameters;
  const medianGain = medianOf([...own.gain]);
  const { far, random } = drawDims(own.gain, medianGain, count, network.norms.indexOf(norm));
  const change = (dim: number, gain: number) => ablateDim(network, norm, { dim, gain }, base);
  const reset = async (dims: readonly number[]) => {
    const ablated: AblatedDim[] = [];
    for (const dim of dims) ablated.push(await change(dim, medianGain));
    return ablated;
  };
  const changedAsMuch: AblatedDim[] = [];
  for (const [i, dim] of random.entries()) {
    const factor = (own.gain[far[i] as number] as number) / medianGain;
    changedAsMuch.push(await change(dim, (own.gain[dim] as number) * factor));
  }
  const { name, site, block } = norm;
  return { name, site, block, medianGain, far: await reset(far), random: await reset(random), changedAsMuch };
}

async function ablateDim(
  network: Network,
  norm: NetworkNorm,
  { dim, gain: changed }: { readonly dim: number; readonly gain: number },
  { engine, windows, work, usual, residual, block }: Base,
): Promise<AblatedDim> {
  const own = network.parameters.get(norm.name) as NormParameters;
  const gain = own.gain.slice();
  const before = gain[dim] as number;
  gain[dim] = changed;
  const final = await runPass(
    passOf(network, engine, windows, {
      from: { block, residual },
      parameters: new Map([[norm.name, { gain, bias: own.bias }]]),
      onStep: work.step,
    }),
  );
  const { loss: mean, error } = lossOf(await divergences(network, engine, usual, final), windows);
  work.step();
  return { dim, factor: changed / before, divergence: { mean, error } };
}
