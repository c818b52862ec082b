import type { Engine } from "../../forward/engine.js";
import type { Network } from "../../forward/network.js";
import { type PassOptions, passOf, runPass, stepsOfPass } from "../../forward/pass.js";
import { tokenLosses } from "../../forward/score.js";
import type { Windows } from "../../forward/windows.js";
import type { Loss } from "../../model/probe.js";
import { lossOf } from "./losses.js";

/** What all measures are taken on, and how far they have come. */
export interface Running {
  readonly engine: Engine;
  readonly windows: Windows;
  readonly work: Work;
}

/** Counts steps: a block of a pass is one, and so is predicting at its end, which takes about as long. */
export class Work {
  readonly #onProgress: (done: number, all: number) => void;
  #done = 0;
  #all = 0;

  constructor(onProgress: (done: number, all: number) => void) {
    this.#onProgress = onProgress;
  }

  /** Says that so much more is to be done. */
  expect(steps: number): void {
    this.#all += steps;
  }

  readonly step = (): void => {
    this.#done++;
    this.#onProgress(this.#done, this.#all);
  };
}

/** A pass and its loss. */
export function stepsOfLoss(network: Network): number {
  return stepsOfPass(network) + 1;
}

/** The loss of a model, changed if wanted. */
export async function lossWith(network: Network, running: Running, options: PassOptions): Promise<Loss> {
  const { engine, windows, work } = running;
  const final = await runPass(passOf(network, engine, windows, { ...options, onStep: work.step }));
  return lossAfter(network, running, final);
}

export async function lossAfter(network: Network, running: Running, final: Float32Array): Promise<Loss> {
  const { engine, windows, work } = running;
  const losses = await tokenLosses(network, engine, final, windows.targets);
  work.step();
  return lossOf(losses, windows);
}
