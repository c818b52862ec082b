import type { CheckpointSummary, TensorSummary } from "../../model/comparison.js";
import { columnsOfPart, type TableOf } from "../dataTable.js";
import { SUMMARY_COLUMNS, TENSOR_COLUMNS } from "./summary.js";

export interface SummarisedTensor {
  readonly path: string;
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
    checkpoints.flatMap(({ model, tensors }) => tensors.map((tensor) => ({ path: model.path, tensor }))),
};
