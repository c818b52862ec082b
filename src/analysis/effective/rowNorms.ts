import type { NextMatrix } from "../../model/norms.js";
import { type Streamed, streamTensor } from "./stream.js";

/**
 * For each dimension of a norm, the Euclidean norm of all weights of these matrices that it is multiplied by: shape
 * [width]. Squares are added up in float64, in the order of the file.
 * @throws WdistError UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function rowNormsOf(
  model: Streamed,
  matrices: readonly NextMatrix[],
  width: number,
): Promise<Float64Array> {
  const squares = new Float64Array(width);
  for (const { info, inputs, outputs } of matrices) {
    const add = inputs === "rows" ? addRows(squares, outputs) : addColumns(squares);
    await streamTensor(model, info, add);
  }
  return squares.map(Math.sqrt);
}

type Add = (values: Float64Array, firstIndex: number) => void;

/** [in, out]: `outputs` values after each other belong to one dimension. */
function addRows(squares: Float64Array, outputs: number): Add {
  return (values, firstIndex) => {
    for (let at = 0; at < values.length; ) {
      const dim = Math.floor((firstIndex + at) / outputs);
      const end = Math.min(values.length, (dim + 1) * outputs - firstIndex);
      let total = squares[dim] as number;
      for (; at < end; at++) total += (values[at] as number) * (values[at] as number);
      squares[dim] = total;
    }
  };
}

/** [out, in]: every value belongs to the next dimension. */
function addColumns(squares: Float64Array): Add {
  const width = squares.length;
  return (values, firstIndex) => {
    let dim = firstIndex % width;
    for (const value of values) {
      squares[dim] = (squares[dim] as number) + value * value;
      dim = dim + 1 === width ? 0 : dim + 1;
    }
  };
}
