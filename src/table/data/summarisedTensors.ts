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

export interface SummarisedTensor {
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

/** The same table where some checkpoints are of a run: a row a step and tensor. */
export function withSteps(table: typeof SUMMARISED_TENSORS): typeof SUMMARISED_TENSORS {
  const [path, ...others] = table.columns;
  return {
    ...table,
    row: "step and tensor",
    columns: [...(path === undefined ? [] : [path]), STEP_OF_RUN, ...others],
  };
}

export const SUMMARISED_STEPS = withSteps(SUMMARISED_TENSORS);
