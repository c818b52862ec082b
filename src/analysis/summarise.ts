import type { CheckpointSummary, Selection, TensorSummary } from "../model/comparison.js";
import type { GptModel } from "../model/norms.js";
import type { BinRule } from "../model/numbers.js";
import { binOne } from "../stats/binning.js";
import { summarize } from "../stats/summary.js";
import { readEffectiveGain } from "./effective/effectiveGain.js";
import { lackingNotices } from "./effective/subject.js";
import { offsetNotices } from "./offsetGains.js";
import { selectTensors } from "./selection.js";

export interface SummariseOptions extends Selection {
  readonly bins: BinRule;
  /** Also gains times the norms of the rows behind them, which takes reading those matrices. */
  readonly effective?: boolean;
}

/**
 * The numbers of one checkpoint's norms. Reads the selected tensors, nothing else; for effective gains, one after the
 * other, the matrices behind them.
 * @throws WdistError NOT_IN_MODEL, UNSUPPORTED_DTYPE or READ_FAILED; for effective gains BAD_SHAPE or AMBIGUOUS too
 */
export async function summariseModel(model: GptModel, options: SummariseOptions): Promise<CheckpointSummary> {
  const { norms, tensors: selected, skipped, notices } = selectTensors(model, model, options);
  const summaries = await Promise.all(
    selected.map(async (tensor): Promise<TensorSummary> => {
      const values = await model.readEffective(tensor.name);
      const histogram = binOne(values, options.bins, tensor.site);
      return { ...tensor, distribution: { values, summary: summarize(values), histogram } };
    }),
  );
  const effective = options.effective === true;
  const tensors = effective ? await withEffectiveGains(model, summaries) : summaries;
  return {
    model: model.info,
    tensors,
    skipped: [...skipped, ...model.skipped],
    notices: [
      ...notices,
      ...(effective ? lackingNotices(model, norms) : []),
      ...offsetNotices(
        [model],
        selected.map(({ name }) => name),
      ),
    ],
  };
}

async function withEffectiveGains(
  model: GptModel,
  tensors: readonly TensorSummary[],
): Promise<readonly TensorSummary[]> {
  const summaries: TensorSummary[] = [];
  for (const tensor of tensors) {
    const effective = tensor.id.parameter === "gain" ? await readEffectiveGain(model, tensor.name) : null;
    summaries.push(effective === null ? tensor : { ...tensor, effective });
  }
  return summaries;
}
