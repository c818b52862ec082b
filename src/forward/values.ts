import { decode } from "../format/shared/dtype.js";
import type { GptModel } from "../model/norms.js";
import type { TensorInfo } from "../model/tensors.js";

/** Weights as the engines take them: numbers of 32 bits. */

/** What is read and widened at once. */
const CHUNK_VALUES = 1 << 20;

/** All values of a tensor, in row-major order. */
export async function readValues(model: GptModel, info: TensorInfo): Promise<Float32Array> {
  return readSome(model, info, 0, elementsOf(info));
}

/** Values `[first, end)` of a tensor in row-major order. */
export async function readSome(
  model: GptModel,
  info: TensorInfo,
  first: number,
  end: number,
): Promise<Float32Array> {
  const pieces = await model.locateTensor(info.name);
  if (pieces === null) return Float32Array.from((await model.readTensor(info.name)).subarray(first, end));
  const values = new Float32Array(end - first);
  const bytes = pieces.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
  const valueBytes = bytes / elementsOf(info);
  let before = 0;
  for (const { source, startByte, endByte } of pieces) {
    const count = (endByte - startByte) / valueBytes;
    const [from, to] = [Math.max(first - before, 0), Math.min(end - before, count)];
    for (let at = from; at < to; at += CHUNK_VALUES) {
      const until = Math.min(at + CHUNK_VALUES, to);
      const read = await source.read(startByte + at * valueBytes, startByte + until * valueBytes);
      widen(read, info.dtype, values.subarray(before + at - first, before + until - first));
    }
    before += count;
  }
  return values;
}

export function elementsOf({ shape }: TensorInfo): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** By the dtype of 16 bits, the value of each code: decoding one by one takes ten times as long. */
const TABLES = new Map<string, Float32Array>();

function widen(bytes: Uint8Array, dtype: string, values: Float32Array): void {
  if (dtype === "F32") {
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(bytes);
  } else if (dtype === "F16" || dtype === "BF16") {
    const table = tableOf(dtype);
    for (let i = 0; i < values.length; i++) {
      values[i] = table[(bytes[2 * i] as number) | ((bytes[2 * i + 1] as number) << 8)] as number;
    }
  } else {
    values.set(decode(bytes, dtype));
  }
}

function tableOf(dtype: string): Float32Array {
  const known = TABLES.get(dtype);
  if (known !== undefined) return known;
  const codes = new Uint16Array(1 << 16).map((_, code) => code);
  const table = Float32Array.from(decode(new Uint8Array(codes.buffer), dtype));
  TABLES.set(dtype, table);
  return table;
}

/** [rows, columns] to [columns, rows], in squares that stay in a processor's cache. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const side = 32;
  const turned = new Float32Array(values.length);
  for (let top = 0; top < rows; top += side) {
    const bottom = Math.min(top + side, rows);
    for (let left = 0; left < columns; left += side) {
      const right = Math.min(left + side, columns);
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          turned[column * rows + row] = values[row * columns + column] as number;
        }
      }
    }
  }
  return turned;
}
