import type { CheckpointSummary, TensorSummary } from "../../model/comparison.js";
import { columnsOfPart, type DataColumn, type TableOf } from "../dataTable.js";
import { SUMMARY_COLUMNS, TENSOR_COLUMNS } from "./summary.js";

/** Of a row that knows it. */
export const STEP_OF_RUN: DataColumn<{ readonly step: number | null }> = {
  name: "step",
  type: "integer",
  means:
    "step of the checkpoint in its run, or the number in its name; undefined for one that was named by itself",
  of: ({ step }) => step,
};

interface SummarisedTensor {
  readonly path: string;
  readonly step: number | null;
  readonly tensor: TensorSummary;
}

/** A row a tensor of each checkpoint. */
export const SUMMARISED_TENSORS: TableOf<readonly CheckpointSummary[], SummarisedTensor> = {
  name: "tensors",
  row: "tensor",
  columns: [
    { name: "path", type: "text", means: "the checkpoint", of: ({ path }) => path },
    ...columnsOfPart(TENSOR_COLUMNS, { of: ({ tensor }: SummarisedTensor) => tensor }),
    ...columnsOfPart(SUMMARY_COLUMNS, { of: ({ tensor }: SummarisedTensor) => tensor.distribution.summary }),
  ],
  rowsOf: (checkpoints) =>
    checkpoints.flatMap(({ model, tensors }) =>
      tensors.map((tensor) => ({ path: model.path, step: model.ofRun?.step ?? null, tensor })),
    ),
};

const [PATH, ...OF_TENSOR] = SUMMARISED_TENSORS.columns;

/** The same where some are of a run: a row a step and tensor. */
export const SUMMARISED_STEPS: typeof SUMMARISED_TENSORS = {
  ...SUMMARISED_TENSORS,
  row: "step and tensor",
  columns: [...(PATH === undefined ? [] : [PATH]), STEP_OF_RUN, ...OF_TENSOR],
};
