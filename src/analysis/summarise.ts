import type { CheckpointSummary, Selection, TensorSummary } from "../model/comparison.js";
import type { GptModel } from "../model/norms.js";
import type { BinRule } from "../model/numbers.js";
import { binOne } from "../stats/binning.js";
import { summarize } from "../stats/summary.js";
import { offsetNotices } from "./offsetGains.js";
import { selectTensors } from "./selection.js";

export interface SummariseOptions extends Selection {
  readonly bins: BinRule;
}

/**
 * The numbers of one checkpoint's norms. Reads the selected tensors, nothing else.
 * @throws WdistError NOT_IN_MODEL, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function summariseModel(model: GptModel, options: SummariseOptions): Promise<CheckpointSummary> {
  const { tensors: selected, skipped, notices } = selectTensors(model, model, options);
  const tensors = await Promise.all(
    selected.map(async (tensor): Promise<TensorSummary> => {
      const values = await model.readEffective(tensor.name);
      const histogram = binOne(values, options.bins, tensor.site);
      return { ...tensor, distribution: { values, summary: summarize(values), histogram } };
    }),
  );
  return {
    model: model.info,
    tensors,
    skipped: [...skipped, ...model.skipped],
    notices: [
      ...notices,
      ...offsetNotices(
        [model],
        selected.map(({ name }) => name),
      ),
    ],
  };
}
