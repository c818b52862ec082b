import type { Inspection } from "../../analysis/inspect.js";
import type { TensorInfo } from "../../model/tensors.js";
import { columnsOfPart, fieldColumns, type TableOf } from "../dataTable.js";

interface TensorOfCheckpoint {
  readonly path: string;
  readonly tensor: TensorInfo;
}

/** A row a tensor of each checkpoint, as the file names and stores it. */
export const STORED_TENSORS: TableOf<readonly Inspection[], TensorOfCheckpoint> = {
  name: "tensors",
  row: "tensor",
  columns: [
    { name: "path", type: "text", means: "the checkpoint", of: ({ path }) => path },
    ...columnsOfPart(
      fieldColumns<TensorInfo>({
        name: ["text", "the file's own name"],
        dtype: ["text", "storage type, as the format spells it"],
        shape: ["integers", "its dimensions"],
      }),
      { of: ({ tensor }: TensorOfCheckpoint) => tensor },
    ),
  ],
  rowsOf: (inspections) =>
    inspections.flatMap(({ model, tensors }) => tensors.map((tensor) => ({ path: model.path, tensor }))),
};
