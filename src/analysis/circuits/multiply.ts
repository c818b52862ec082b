import type { NextMatrix } from "../../model/norms.js";
import { type Streamed, streamTensor } from "../effective/stream.js";

/**
 * A vector times a matrix that is read a little at a time: shape [outputs].
 * @param input shape [inputs]
 * @throws WdistError UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function multiplied(
  model: Streamed,
  { info, inputs, outputs }: NextMatrix,
  input: Float64Array,
): Promise<Float64Array> {
  const product = new Float64Array(outputs);
  await streamTensor(model, info, (values, firstIndex) => {
    const columns = inputs === "rows" ? outputs : input.length;
    let row = Math.floor(firstIndex / columns);
    let column = firstIndex % columns;
    for (const value of values) {
      const [from, to] = inputs === "rows" ? [row, column] : [column, row];
      product[to] = (product[to] as number) + value * (input[from] as number);
      if (++column === columns) {
        column = 0;
        row++;
      }
    }
  });
  return product;
}

/** The weights that some dimensions are multiplied by: of each, one an output. */
export async function weightsOf(
  model: Streamed,
  { info, inputs, outputs }: NextMatrix,
  width: number,
  dims: readonly number[],
): Promise<readonly Float64Array[]> {
  const weights = dims.map(() => new Float64Array(outputs));
  const places = new Map(dims.map((dim, i) => [dim, weights[i] as Float64Array]));
  await streamTensor(model, info, (values, firstIndex) => {
    const columns = inputs === "rows" ? outputs : width;
    let row = Math.floor(firstIndex / columns);
    let column = firstIndex % columns;
    for (const value of values) {
      const own = places.get(inputs === "rows" ? row : column);
      if (own !== undefined) own[inputs === "rows" ? column : row] = value;
      if (++column === columns) {
        column = 0;
        row++;
      }
    }
  });
  return weights;
}
