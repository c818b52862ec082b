import type { GptModel, Weight } from "../model/norms.js";
import type { Skipped, TensorInfo } from "../model/tensors.js";
import type { Family } from "./family.js";
import type { ModuleWords, Naming } from "./naming.js";

type NonWeights = Family["nonWeights"];

/** What trainers save beside the weights of any model. */
const TRAINING_STATE: NonWeights = [
  [
    /(?:^|[./])(?:adam\w*|optimizer\w*|global_step|save_counter|beta[12]_power|\.OPTIMIZER_SLOT)(?:[./]|$)/i,
    "the state of a training, which is no weight",
  ],
];

/** Does the name say that it is of an optimiser or another part of a training? */
export function isTrainingState(name: string): boolean {
  return TRAINING_STATE.some(([pattern]) => pattern.test(name));
}

/** The tensors of a file, weights of the model and others, in the order of the file. */
export function sortTensors(
  tensors: ReadonlyMap<string, TensorInfo>,
  family: Family,
  { words }: Naming,
): Pick<GptModel, "weights" | "nonWeights"> {
  const reasons = [...family.nonWeights, ...TRAINING_STATE];
  const weights: Weight[] = [];
  const nonWeights: Skipped[] = [];
  for (const info of tensors.values()) {
    const reason = reasons.find(([pattern]) => pattern.test(info.name))?.[1];
    if (reason === undefined) weights.push(weightFrom(info, words));
    else nonWeights.push({ name: info.name, reason });
  }
  return { weights, nonWeights };
}

function weightFrom(info: TensorInfo, { block, kinds }: ModuleWords): Weight {
  const index = block.exec(info.name)?.[1];
  const kind = kinds.find(([, pattern]) => pattern.test(info.name))?.[0] ?? "other";
  return { info, kind, block: index === undefined ? null : Number(index) };
}
