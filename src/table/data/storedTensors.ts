import type { Inspection } from "../../analysis/inspect.js";
import type { TensorInfo } from "../../model/tensors.js";
import { fieldColumns, type TableOf } from "../dataTable.js";

/** A row a tensor, as the file names and stores it. */
export const STORED_TENSORS: TableOf<Inspection, TensorInfo> = {
  name: "tensors",
  row: "tensor",
  columns: fieldColumns<TensorInfo>({
    name: ["text", "the file's own name"],
    dtype: ["text", "storage type, as the format spells it"],
    shape: ["integers", "its dimensions"],
  }),
  rowsOf: ({ tensors }) => tensors,
};
