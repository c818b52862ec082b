import { quote } from "../../escape.js";
import type { TensorInfo } from "../../model/tensors.js";
import type { ReadableColumn } from "../readable.js";

/** A file's tensors, by its own names. */
export const STORED_TENSOR_COLUMNS: readonly ReadableColumn<TensorInfo>[] = [
  // Without its quotes, but cut to a readable length.
  { head: "tensor", align: "left", cell: ({ name }) => [{ text: quote(name).slice(1, -1), is: "name" }] },
  { head: "dtype", align: "left", cell: ({ dtype }) => [{ text: dtype, is: "name" }] },
  { head: "shape", align: "left", cell: ({ shape }) => `[${shape.join(", ")}]` },
];
