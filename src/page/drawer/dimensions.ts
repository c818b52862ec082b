import type { TensorId } from "../../model/architecture.js";
import type { Comparison } from "../../model/comparison.js";
import { TENSOR_COLUMNS } from "../../table/data/summary.js";
import type { TableOf } from "../../table/dataTable.js";

/** One dimension of a tensor, before and after. */
interface DimensionRow {
  readonly name: string;
  readonly id: TensorId;
  readonly dim: number;
  readonly pre: number;
  readonly post: number;
}

/** What every figure is made of: a row a dimension of each tensor that is shown, with all digits. */
export const DIMENSIONS: TableOf<Comparison, DimensionRow> = {
  name: "dimensions",
  row: "dimension of a tensor",
  columns: [
    ...TENSOR_COLUMNS,
    { name: "dim", type: "integer", means: "0-based dimension", of: ({ dim }) => dim },
    { name: "pre", type: "number", means: "value before", of: ({ pre }) => pre },
    { name: "post", type: "number", means: "value after", of: ({ post }) => post },
    { name: "change", type: "number", means: "post - pre", of: ({ pre, post }) => post - pre },
  ],
  rowsOf: ({ tensors }) =>
    tensors.flatMap(({ name, id, pre, post }) =>
      Array.from(pre.values, (before, dim) => ({
        name,
        id,
        dim,
        pre: before,
        post: post.values[dim] as number,
      })),
    ),
};
