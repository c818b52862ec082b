import type { CompareOptions, Comparison } from "../model/comparison.js";
import type { GptModel } from "../model/norms.js";
import type { Skipped } from "../model/tensors.js";
import { answerQuestions } from "./answers/index.js";
import { diagnose } from "./diagnosis/index.js";
import { readSubject } from "./diagnosis/whole.js";
import { lackingNotices, withEffectiveGains } from "./effective/subject.js";
import { lineageOf } from "./lineage.js";
import { offsetNotices } from "./offsetGains.js";
import { withHistograms } from "./pair.js";
import { selectTensors } from "./selection.js";

/** What `compare` does unless told otherwise; the gains that the original study compared. */
export const DEFAULT_COMPARE_OPTIONS: CompareOptions = {
  blocks: "default",
  norms: "all",
  bias: false,
  bins: "auto",
  topMoved: 10,
};

/**
 * Compares two open models tensor by tensor and dimension by dimension. Reads their norms, nothing else: what happened is
 * judged by all of them, whichever are selected to be shown.
 * @throws WdistError MISMATCH, NOT_IN_MODEL, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function compareModels(
  pre: GptModel,
  post: GptModel,
  options: CompareOptions,
): Promise<Comparison> {
  const { norms, tensors: selected, skipped, notices } = selectTensors(pre, post, options);
  const all = await readSubject(pre, post, options.topMoved);
  const effective = options.effective === true;
  const subject = effective ? await withEffectiveGains(all, pre, post, norms) : all;
  const byName = new Map(subject.pairs.map((pair) => [pair.name, pair]));
  const tensors = selected.flatMap(({ name }) => {
    const pair = byName.get(name);
    return pair === undefined ? [] : [withHistograms(pair, options)];
  });
  const lineage = lineageOf(subject);
  return {
    pre: pre.info,
    post: post.info,
    options: { ...options, norms },
    tensors,
    whole: subject.pairs,
    skipped: mergeSkipped([...skipped, ...pre.skipped, ...post.skipped]),
    findings: diagnose(subject),
    judged: subject.pairs.map(({ id }) => id),
    lineage,
    correlations: subject.kinship.correlations,
    answers: answerQuestions(subject, lineage),
    notices: [
      ...notices,
      ...(effective ? lackingNotices(pre, norms) : []),
      ...offsetNotices(
        [pre, post],
        selected.map(({ name }) => name),
      ),
    ],
  };
}

/** A tensor that both models skip is listed once. */
function mergeSkipped(skipped: readonly Skipped[]): Skipped[] {
  const byName = new Map<string, Skipped>();
  for (const tensor of skipped) if (!byName.has(tensor.name)) byName.set(tensor.name, tensor);
  return [...byName.values()];
}
