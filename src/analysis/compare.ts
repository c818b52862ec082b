import { canonicalName } from "../family/index.js";
import type { TensorId } from "../model/architecture.js";
import type { CompareOptions, Comparison, TensorComparison } from "../model/comparison.js";
import type { GptModel } from "../model/norms.js";
import type { Skipped } from "../model/tensors.js";
import { findFindings } from "./findings.js";
import { comparePair } from "./pair.js";
import { selectTensors } from "./selection.js";

/** What `compare` does unless told otherwise: the original study's tensors. */
export const DEFAULT_COMPARE_OPTIONS: CompareOptions = {
  blocks: "default",
  norms: ["ln_1", "ln_2", "ln_f"],
  bias: false,
  bins: "auto",
  topMoved: 10,
};

/**
 * Compares two open models tensor by tensor and dimension by dimension. Reads the selected tensors, nothing else.
 * @throws WdistError MISMATCH, NOT_IN_MODEL, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function compareModels(
  pre: GptModel,
  post: GptModel,
  options: CompareOptions,
): Promise<Comparison> {
  const { ids, skipped, notices } = selectTensors(pre, post, options);
  // Asked for all at once: over a network each would cost a round trip of its own.
  const tensors = await Promise.all(ids.map((id) => compareTensor(pre, post, id, options)));
  return {
    pre: pre.info,
    post: post.info,
    options,
    tensors,
    skipped: mergeSkipped([...skipped, ...pre.skipped, ...post.skipped]),
    findings: findFindings(tensors),
    notices,
  };
}

/** A tensor that both models skip is told once. */
function mergeSkipped(skipped: readonly Skipped[]): Skipped[] {
  const byName = new Map<string, Skipped>();
  for (const tensor of skipped) if (!byName.has(tensor.name)) byName.set(tensor.name, tensor);
  return [...byName.values()];
}

async function compareTensor(
  pre: GptModel,
  post: GptModel,
  id: TensorId,
  options: CompareOptions,
): Promise<TensorComparison> {
  const name = canonicalName(id);
  const [a, b] = await Promise.all([pre.read(name), post.read(name)]);
  return comparePair(name, id, a, b, options);
}
