import type { TensorComparison } from "../../model/comparison.js";
import type { ReadableTable } from "../../model/document.js";
import type { MovedDim } from "../../model/numbers.js";
import { signed, significant } from "../../words/numbers.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { type ReadableColumn, readableTable } from "../readable.js";

/** More rows nobody reads; the JSON has every number. */
const MOST_ROWS = 200;

interface Moved extends MovedDim {
  readonly tensor: string;
  readonly flips: boolean;
}

const COLUMNS: readonly ReadableColumn<Moved>[] = [
  {
    head: "dimension",
    align: "right",
    cell: ({ dim }) => String(dim),
    key: ({ dim }) => dim,
    dim: ({ dim }) => dim,
  },
  { head: "tensor", align: "left", cell: ({ tensor }) => tensor },
  { head: "pre", align: "right", cell: ({ pre }) => significant(pre), key: ({ pre }) => pre },
  { head: "post", align: "right", cell: ({ post }) => significant(post), key: ({ post }) => post },
  { head: "change", align: "right", cell: ({ delta }) => signed(delta), key: ({ delta }) => Math.abs(delta) },
  { head: "sign", align: "left", cell: ({ flips }) => (flips ? "flipped" : "kept") },
];

/** The dimensions that moved most in each tensor, the farthest first. */
export function movedDims(tensors: readonly TensorComparison[]): ReadableTable {
  const moves = tensors.flatMap(movesOf);
  const shown = moves.toSorted((a, b) => Math.abs(b.delta) - Math.abs(a.delta)).slice(0, MOST_ROWS);
  const part = shown.length < moves.length ? ` (${shown.length} of ${moves.length}; the JSON has all)` : "";
  const caption = `The dimensions that moved most in each tensor${part}`;
  return readableTable({ id: "moved-table", caption }, COLUMNS, shown);
}

function movesOf({ id, change }: TensorComparison): Moved[] {
  const flips = new Set(change.signFlipDims);
  return change.topMoved.map((moved) => ({ ...moved, tensor: tensorLabel(id), flips: flips.has(moved.dim) }));
}
