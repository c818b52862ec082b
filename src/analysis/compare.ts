import type { CompareOptions, Comparison, TensorComparison } from "../model/comparison.js";
import type { GptModel } from "../model/norms.js";
import type { Skipped } from "../model/tensors.js";
import { findFindings } from "./findings.js";
import { offsetNotices } from "./offsetGains.js";
import { comparePair } from "./pair.js";
import { type SelectedTensor, selectTensors } from "./selection.js";

/** What `compare` does unless told otherwise; the gains that the original study compared. */
export const DEFAULT_COMPARE_OPTIONS: CompareOptions = {
  blocks: "default",
  norms: "all",
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
  const { norms, tensors: selected, skipped, notices } = selectTensors(pre, post, options);
  // Asked for all at once: over a network each would cost a round trip of its own.
  const tensors = await Promise.all(selected.map((tensor) => compareTensor(pre, post, tensor, options)));
  return {
    pre: pre.info,
    post: post.info,
    options: { ...options, norms },
    tensors,
    skipped: mergeSkipped([...skipped, ...pre.skipped, ...post.skipped]),
    findings: findFindings(tensors),
    notices: [
      ...notices,
      ...offsetNotices(
        [pre, post],
        selected.map(({ name }) => name),
      ),
    ],
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
  { name, id, site }: SelectedTensor,
  options: CompareOptions,
): Promise<TensorComparison> {
  const [a, b] = await Promise.all([pre.readEffective(name), post.readEffective(name)]);
  return comparePair(site, id, a, b, options);
}
