import { canonicalName } from "../family/index.js";
import type { CheckpointSummary, Selection, TensorSummary } from "../model/comparison.js";
import type { GptModel } from "../model/norms.js";
import type { BinRule } from "../model/numbers.js";
import { binOne } from "../stats/binning.js";
import { summarize } from "../stats/summary.js";
import { selectTensors } from "./selection.js";

export interface SummariseOptions extends Selection {
  readonly bins: BinRule;
}

/**
 * The numbers of one checkpoint's LayerNorms. Reads the selected tensors, nothing else.
 * @throws WdistError NOT_IN_MODEL, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function summariseModel(model: GptModel, options: SummariseOptions): Promise<CheckpointSummary> {
  const { ids, skipped, notices } = selectTensors(model, model, options);
  const tensors = await Promise.all(
    ids.map(async (id): Promise<TensorSummary> => {
      const name = canonicalName(id);
      const values = await model.read(name);
      const histogram = binOne(values, options.bins, id.norm);
      return { name, id, distribution: { values, summary: summarize(values), histogram } };
    }),
  );
  return { model: model.info, tensors, skipped: [...skipped, ...model.skipped], notices };
}
