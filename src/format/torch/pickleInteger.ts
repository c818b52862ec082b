import type { PickleOpaque, PickleValue } from "./pickleValues.js";

/** Longer integers are not sizes, offsets or steps. */
const MAX_INTEGER_BYTES = 8;
export const OPAQUE: PickleOpaque = { kind: "opaque" };

/** A little-endian two's complement number. */
export function integer(bytes: Uint8Array): PickleValue {
  if (bytes.length > MAX_INTEGER_BYTES) return OPAQUE;
  const unsigned = bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
  const value = Number(BigInt.asIntN(bytes.length * 8, unsigned));
  return Number.isSafeInteger(value) ? value : OPAQUE;
}
