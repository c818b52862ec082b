/**
 * Bytes -> values. All formats store little-endian numbers; every value widens to float64 without loss.
 */

/** Bits of one element, for every dtype a safetensors file may name. A Map: a hostile name finds no prototype. */
const BITS: ReadonlyMap<string, number> = new Map([
  ["F4", 4],
  ["F6_E2M3", 6],
  ["F6_E3M2", 6],
  ["BOOL", 8],
  ["U8", 8],
  ["I8", 8],
  ["F8_E5M2", 8],
  ["F8_E4M3", 8],
  ["F8_E8M0", 8],
  ["F8_E4M3FNUZ", 8],
  ["F8_E5M2FNUZ", 8],
  ["U16", 16],
  ["I16", 16],
  ["F16", 16],
  ["BF16", 16],
  ["U32", 32],
  ["I32", 32],
  ["F32", 32],
  ["U64", 64],
  ["I64", 64],
  ["F64", 64],
  ["C64", 64],
]);

/** Bits of the mantissa, without the leading one. */
const MANTISSA_BITS: ReadonlyMap<string, number> = new Map([
  ["F8_E5M2", 2],
  ["F8_E4M3", 3],
  ["BF16", 7],
  ["F16", 10],
  ["F32", 23],
  ["F64", 52],
]);

/**
 * Unit roundoff: half the relative distance of neighbouring numbers, which rounding to the type stays within. That of F32 for
 * a type that is not known.
 */
export function roundoffOf(dtype: string): number {
  return 2 ** -((MANTISSA_BITS.get(dtype) ?? 23) + 1);
}

/** How a small floating-point code is laid out, below its sign bit. */
interface SmallFloat {
  readonly exponentBits: number;
  readonly mantissaBits: number;
  /** IEEE: an all-ones exponent is infinity or NaN. Otherwise only the all-ones code is NaN. */
  readonly ieee: boolean;
}

const IEEE_HALF: SmallFloat = { exponentBits: 5, mantissaBits: 10, ieee: true };
/** OCP 8-bit floating point, revision 1.0 (2023): E5M2 follows IEEE, E4M3 has no infinity. */
const FLOAT8_E5M2: SmallFloat = { exponentBits: 5, mantissaBits: 2, ieee: true };
const FLOAT8_E4M3: SmallFloat = { exponentBits: 4, mantissaBits: 3, ieee: false };

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

type Decoder = (view: DataView, values: Float64Array) => void;

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["F64", each(8, (view, byte) => view.getFloat64(byte, true))],
  ["F32", decodeFloat],
  ["F16", each(2, (view, byte) => smallFloat(view.getUint16(byte, true), IEEE_HALF))],
  ["BF16", decodeBrainFloat],
  ["F8_E4M3", each(1, (view, byte) => smallFloat(view.getUint8(byte), FLOAT8_E4M3))],
  ["F8_E5M2", each(1, (view, byte) => smallFloat(view.getUint8(byte), FLOAT8_E5M2))],
]);

/** Bits of one element, or null for a name that is not a dtype. */
export function bitsOf(dtype: string): number | null {
  return BITS.get(dtype) ?? null;
}

/** The dtypes whose values can be read as real numbers. */
export const REAL_DTYPES: readonly string[] = [...DECODERS.keys()];

/** Decodes `bytes` (little-endian, no alignment needed); `dtype` must be one of REAL_DTYPES. */
export function decode(bytes: Uint8Array, dtype: string): Float64Array {
  const decoder = DECODERS.get(dtype);
  const bits = BITS.get(dtype);
  if (decoder === undefined || bits === undefined) throw new TypeError(`no decoder for ${dtype}`);
  const values = new Float64Array((bytes.length * 8) / bits);
  decoder(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), values);
  return values;
}

function each(byteSize: number, read: (view: DataView, byte: number) => number): Decoder {
  return (view, values) => {
    for (let i = 0; i < values.length; i++) values[i] = read(view, i * byteSize);
  };
}

const decodeFloatEach = each(4, (view, byte) => view.getFloat32(byte, true));

/** As typed arrays do it in one go, on all machines but the few that write numbers the other way round. */
function decodeFloat(view: DataView, values: Float64Array): void {
  if (!IS_LITTLE_ENDIAN) {
    decodeFloatEach(view, values);
    return;
  }
  const { buffer, byteOffset, byteLength } = view;
  const isAligned = byteOffset % 4 === 0;
  const start = isAligned ? byteOffset : 0;
  const bytes = isAligned ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
  values.set(new Float32Array(bytes, start, values.length));
}

/** BF16 is the upper half of an F32. */
function decodeBrainFloat(view: DataView, values: Float64Array): void {
  const widened = new DataView(new ArrayBuffer(4));
  for (let i = 0; i < values.length; i++) {
    widened.setUint16(2, view.getUint16(i * 2, true), true);
    values[i] = widened.getFloat32(0, true);
  }
}

function smallFloat(code: number, { exponentBits, mantissaBits, ieee }: SmallFloat): number {
  const maxExponent = 2 ** exponentBits - 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = code >> (exponentBits + mantissaBits) ? -1 : 1;
  const exponent = (code >> mantissaBits) & maxExponent;
  const fraction = (code & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
  if (exponent === maxExponent) {
    if (ieee) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (fraction === 1 - 2 ** -mantissaBits) return Number.NaN;
  }
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}
