import { packBits, unpackBits } from "./packedBits.js";

/** The values of a tensor as a page carries them, exactly. */
export interface PackedValues {
  /** 4 where that loses nothing: packed. 8: as they are, little-endian. */
  readonly bytes: 4 | 8;
  readonly count: number;
  /** What packed floats are told from: the bits of one in their midst, or null for those of pre, dimension by dimension. */
  readonly midst: number | null;
  readonly base64: string;
}

/** Of post, `pre` is given: fine-tuning moved each value little, so that few of its bits differ. */
export function packValues(values: Float64Array, pre: Float64Array | null): PackedValues {
  const count = values.length;
  if (!values.every((value) => Object.is(Math.fround(value), value)))
    return { bytes: 8, count, midst: null, base64: base64Of(littleEndian(values)) };
  const bits = bitsOf(values);
  const midst = pre === null ? (bits.toSorted()[count >> 1] ?? 0) : null;
  const from = origins(midst, pre);
  const numbers = Uint32Array.from(bits, (value, i) => folded((value - from(i)) | 0));
  return { bytes: 4, count, midst, base64: base64Of(packBits(numbers)) };
}

export function unpackValues(packed: PackedValues, pre: Float64Array | null): Float64Array {
  const { bytes, count, midst, base64 } = packed;
  const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (bytes === 8) {
    const view = new DataView(raw.buffer);
    return Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
  }
  const from = origins(midst, pre);
  const bits = Int32Array.from(unpackBits(raw, count), (number, i) => from(i) + unfolded(number));
  return Float64Array.from(new Float32Array(bits.buffer));
}

/** As floats of 32 bits: neighbouring floats of one sign are neighbouring numbers. */
function bitsOf(values: Float64Array): Int32Array {
  return new Int32Array(Float32Array.from(values).buffer);
}

function origins(midst: number | null, pre: Float64Array | null): (i: number) => number {
  if (midst !== null) return () => midst;
  const bits = bitsOf(pre ?? new Float64Array());
  return (i) => bits[i] ?? 0;
}

/** Small numbers of either sign as small numbers without one: 0, -1, 1, -2 become 0, 1, 2, 3. */
function folded(number: number): number {
  return ((number << 1) ^ (number >> 31)) >>> 0;
}

function unfolded(number: number): number {
  return (number >>> 1) ^ -(number & 1);
}

function littleEndian(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
