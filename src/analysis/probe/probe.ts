import { WdistError } from "../../errors.js";
import type { Engine } from "../../forward/engine.js";
import type { Network } from "../../forward/network.js";
import type { Windows } from "../../forward/windows.js";
import type { GptModel } from "../../model/norms.js";
import type { Loss, Probe, ProbedModel, ProbedNorm, ProbedPair, ProbedText } from "../../model/probe.js";
import { readEffectiveGain } from "../effective/effectiveGain.js";
import { ablateGains, stepsOfAblation } from "./ablation.js";
import { type Measured, measureBoth, measureOne } from "./measure.js";
import { notFiniteTensors } from "./notFinite.js";
import { type Running, stepsOfLoss, Work } from "./running.js";
import { PASSES_OF_TRANSPLANT, transplantNorms } from "./transplant.js";
import { PASSES_WITHOUT, withoutNormalising } from "./withoutNormalising.js";

/** What a model's norms do to real text, and of two models where the difference comes from. */

export interface Subject {
  readonly model: GptModel;
  readonly network: Network;
}

export interface ProbeOptions {
  readonly engine: Engine;
  readonly text: ProbedText;
  readonly windows: Windows;
  /** Gains of each kind and norm to change; 0 for none. */
  readonly ablate: number;
  readonly notices: readonly string[];
  readonly onProgress: (doneSteps: number, allSteps: number) => void;
}

/** @throws WdistError MISMATCH for two models of different shapes */
export async function probe(pre: Subject, post: Subject | null, options: ProbeOptions): Promise<Probe> {
  if (post !== null) requireAlike(pre, post);
  const { engine, windows, text, notices } = options;
  const subjects = post === null ? [pre] : [pre, post];
  const running: Running = { engine, windows, work: new Work(options.onProgress) };
  for (const { network } of subjects) running.work.expect(stepsOf(network, post !== null, options.ablate));
  const backend = { name: engine.name, version: engine.version };
  const common = { text, backend, notices: [...notices, ...subjects.flatMap(settingNotices)] };
  if (post === null) {
    const measured = await measureOne(pre.network, running);
    return { ...common, pre: await modelOf(pre, measured, running, options), post: null, pair: null };
  }
  const both = await measureBoth(pre.network, post.network, running);
  const transplant = await transplantNorms(
    { network: pre.network, loss: both.pre },
    { network: post.network, loss: both.post },
    running,
  );
  const pair: ProbedPair = { changes: both.changes, transplant };
  return {
    ...common,
    pre: await modelOf(pre, both.pre, running, options),
    post: await modelOf(post, both.post, running, options),
    pair,
  };
}

function settingNotices({ network }: Subject): readonly string[] {
  return network.settings.notices;
}

function stepsOf(network: Network, isOfTwo: boolean, ablate: number): number {
  const passes = 1 + PASSES_WITHOUT + (isOfTwo ? PASSES_OF_TRANSPLANT / 2 : 0);
  return passes * stepsOfLoss(network) + (ablate > 0 ? stepsOfAblation(network, ablate) : 0);
}

async function modelOf(
  { model, network }: Subject,
  measured: Measured,
  running: Running,
  { ablate }: ProbeOptions,
): Promise<ProbedModel> {
  const { loss, perplexity, error, windows }: Loss = measured;
  return {
    model: model.info,
    loss,
    perplexity,
    error,
    windows,
    norms: await withEffectiveGains(model, measured.norms),
    without: await withoutNormalising(network, measured, running),
    ...(Number.isFinite(loss) ? {} : { notFinite: await notFiniteTensors(model) }),
    ablation: ablate > 0 ? await ablateGains(network, ablate, running) : null,
  };
}

/** What the matrices behind make of the gains: a gain's change means nothing until that is seen. */
async function withEffectiveGains(model: GptModel, norms: readonly ProbedNorm[]): Promise<ProbedNorm[]> {
  const seen: ProbedNorm[] = [];
  for (const norm of norms) {
    const effective = await readEffectiveGain(model, `${norm.name}.weight`);
    seen.push(effective === null ? norm : { ...norm, effective });
  }
  return seen;
}

function requireAlike(pre: Subject, post: Subject): void {
  const [a, b] = [pre.network, post.network];
  const differing = (["width", "blocks", "vocabulary"] as const).find((size) => a[size] !== b[size]);
  if (differing === undefined) return;
  throw new WdistError("MISMATCH", {
    where: `${pre.model.info.path} and ${post.model.info.path}`,
    what: `differ in ${differing}, ${a[differing]} and ${b[differing]}: their norms cannot be held against each other`,
    fix: "probe each by itself, or give two checkpoints of one model",
  });
}
