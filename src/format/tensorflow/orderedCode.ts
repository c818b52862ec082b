/**
 * The key under which TensorFlow keeps one slice of a partitioned variable: a number 0, the variable's name, the number
 * of dimensions, and each dimension's start and length, in a code that sorts as its values do.
 * Source: tensorflow/core/util/saved_tensor_slice_util.cc and tensorflow/core/lib/strings/ordered_code.cc.
 */

/** One dimension of a slice. */
export interface Extent {
  readonly start: number;
  /** -1 for all of the dimension. */
  readonly length: number;
}

export function sliceKey(name: Uint8Array, extents: readonly Extent[]): Uint8Array {
  return Buffer.concat([
    unsigned(0),
    text(name),
    unsigned(extents.length),
    ...extents.flatMap(({ start, length }) => [signed(start), signed(length)]),
  ]);
}

/** Its number of bytes, then the bytes, the highest first. */
function unsigned(value: number): Buffer {
  const hex = value === 0 ? "" : value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, "hex");
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** Ends in 0 1; a 0 within becomes 0 255, a 255 becomes 255 0. */
function text(bytes: Uint8Array): Buffer {
  const escaped = [...bytes].flatMap((byte) => (byte === 0 ? [0, 0xff] : byte === 0xff ? [0xff, 0] : [byte]));
  return Buffer.from([...escaped, 0, 1]);
}

/** As many leading ones as the code has bytes (inverted below zero), then the number, seven bits for each byte. */
function signed(value: number): Buffer {
  const magnitude = BigInt(value < 0 ? -value - 1 : value);
  const bits = magnitude === 0n ? 0 : magnitude.toString(2).length;
  const length = Math.floor(bits / 7) + 1;
  const ones = (1n << BigInt(length)) - 1n;
  const header = ones << BigInt(length * 8 - length);
  const code = BigInt.asUintN(length * 8, BigInt.asUintN(length * 8, BigInt(value)) ^ header);
  return Buffer.from(code.toString(16).padStart(length * 2, "0"), "hex");
}
