import { CODE_BYTES } from "../../counting/index.js";
import { bitsOf, decode } from "../../format/shared/dtype.js";
import type { StoredPiece } from "../../model/bytes.js";
import type { GptModel } from "../../model/norms.js";
import type { TensorInfo } from "../../model/tensors.js";
import { valuesOfCodes } from "../weights/parts.js";

/** The values of a tensor of any size, a little at a time. */

/** A network answers whole megabytes about as fast as a few bytes; more would only wait in memory. */
const CHUNK_BYTES = 1 << 20;

/** What a model must give for that. */
export type Streamed = Pick<GptModel, "locateTensor" | "readTensor">;

/**
 * Calls `take` with the next values in row-major order, widened to float64, and the place of the first of them. The array
 * is used again after each call. Values that are compressed or spread out come in one piece: they can only be read whole.
 * @throws WdistError UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function streamTensor(
  model: Streamed,
  { name, dtype }: TensorInfo,
  take: (values: Float64Array, firstIndex: number) => void,
): Promise<void> {
  const pieces = await model.locateTensor(name);
  if (pieces === null) {
    take(await model.readTensor(name), 0);
    return;
  }
  const widen = widenerOf(dtype);
  let firstIndex = 0;
  for (const piece of pieces) {
    for await (const bytes of chunksOf(piece)) {
      const values = widen(bytes);
      take(values, firstIndex);
      firstIndex += values.length;
    }
  }
}

/** Whole numbers of every dtype. */
async function* chunksOf({ source, startByte, endByte }: StoredPiece): AsyncGenerator<Uint8Array> {
  for (let at = startByte; at < endByte; at += CHUNK_BYTES) {
    yield await source.read(at, Math.min(endByte, at + CHUNK_BYTES));
  }
}

/** Of one and two bytes a value, the value of every code is worked out once: that is several times faster. */
function widenerOf(dtype: string): (bytes: Uint8Array) => Float64Array {
  const codeBytes = CODE_BYTES.get(dtype);
  if (codeBytes === undefined) return (bytes) => decode(bytes, dtype);
  const table = valuesOfCodes(dtype);
  const held = new Float64Array(CHUNK_BYTES / codeBytes);
  return (bytes) => {
    const count = (bytes.length * 8) / (bitsOf(dtype) ?? 8);
    for (let i = 0; i < count; i++) {
      const code =
        codeBytes === 1
          ? (bytes[i] as number)
          : (bytes[2 * i] as number) | ((bytes[2 * i + 1] as number) << 8);
      held[i] = table[code] as number;
    }
    return held.subarray(0, count);
  };
}
