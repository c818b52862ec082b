import type { GptModel, Weight } from "../model/norms.js";
import type { Skipped, TensorInfo } from "../model/tensors.js";
import type { Family } from "./family.js";
import type { ModuleWords, Naming } from "./naming.js";
import { stateWord } from "./trainingState.js";

/** The tensors of a file, weights of the model and others, in the order of the file. */
export function sortTensors(
  tensors: ReadonlyMap<string, TensorInfo>,
  family: Family,
  { words }: Naming,
): Pick<GptModel, "weights" | "nonWeights"> {
  const weights: Weight[] = [];
  const nonWeights: Skipped[] = [];
  for (const info of tensors.values()) {
    const reason = reasonAgainst(info.name, family);
    if (reason === null) weights.push(weightFrom(info, words));
    else nonWeights.push({ name: info.name, reason });
  }
  return { weights, nonWeights };
}

function reasonAgainst(name: string, { nonWeights }: Family): string | null {
  if (stateWord(name) !== null) return "the state of a training, which is no weight";
  return nonWeights.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

function weightFrom(info: TensorInfo, { block, kinds }: ModuleWords): Weight {
  const index = block.exec(info.name)?.[1];
  const kind = kinds.find(([, pattern]) => pattern.test(info.name))?.[0] ?? "other";
  return { info, kind, block: index === undefined ? null : Number(index) };
}
