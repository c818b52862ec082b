import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import type { TensorInfo, TensorReader } from "../../model/tensors.js";
import { bitsOf, decode, REAL_DTYPES } from "./dtype.js";

/** A tensor whose values are in one run of bytes of one file, little-endian and in row-major order. */
export interface StoredTensor extends TensorInfo {
  readonly startByte: number;
  readonly endByte: number; // exclusive
}

/** What a format's header says, once it has been checked: every range lies inside the source. */
export interface StoredTensors {
  readonly format: string;
  readonly source: ByteSource;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The reader of a file that stores plain numbers; it closes the source. */
export function storedReader({ format, source, tensors, metadata }: StoredTensors): TensorReader {
  return {
    format,
    label: source.label,
    files: [source.label],
    tensors,
    metadata,
    read: async (name) => {
      const tensor = requireTensor(source.label, tensors, name);
      requireReal(source.label, tensor);
      return decode(await source.read(tensor.startByte, tensor.endByte), tensor.dtype);
    },
    locate: async (name) => {
      const tensor = requireTensor(source.label, tensors, name);
      requireReal(source.label, tensor);
      return [{ source, startByte: tensor.startByte, endByte: tensor.endByte }];
    },
    close: () => source.close(),
  };
}

/** The tensor that a caller asked for. @throws WdistError NOT_IN_MODEL */
export function requireTensor<T>(label: string, tensors: ReadonlyMap<string, T>, name: string): T {
  const tensor = tensors.get(name);
  if (tensor !== undefined) return tensor;
  throw new WdistError("NOT_IN_MODEL", {
    where: label,
    what: `has no tensor ${quote(name)}`,
    fix: "ask for one of those that are listed, by the file's own name",
  });
}

/** @throws WdistError UNSUPPORTED_DTYPE for a tensor that does not hold real numbers, or holds them in another way */
export function requireReal(label: string, { name, dtype, trouble }: TensorInfo): void {
  if (REAL_DTYPES.includes(dtype) && trouble === undefined) return;
  throw new WdistError("UNSUPPORTED_DTYPE", {
    where: `${label}, tensor ${quote(name)}`,
    what: trouble?.what ?? `is stored as ${dtype}; weights are read from ${REAL_DTYPES.join(", ")}`,
    fix: trouble?.fix ?? "save the model in one of these",
  });
}

/** Number of elements; beyond 2^53 it is not exact. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Bytes that a tensor of that shape takes; null where they are not a whole number below 2^53.
 * `dtype` must be one that `bitsOf` knows.
 */
export function byteLengthOf(dtype: string, shape: readonly number[]): number | null {
  const bits = bitsOf(dtype);
  if (bits === null) throw new TypeError(`unknown dtype ${dtype}`);
  const bytes = (elementsOf(shape) * bits) / 8;
  return Number.isSafeInteger(bytes) ? bytes : null;
}
