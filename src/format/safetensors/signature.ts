/** Unsigned, little-endian: how long the header is. */
export const LENGTH_BYTES = 8;
/** The official library's own limit for the header. */
export const MAX_HEADER_BYTES = 100_000_000;
const BRACE = 0x7b;
const SPACE = 0x20;

/** The format has no magic number. */
export function hasBrace(head: Uint8Array): boolean {
  const first = head.subarray(LENGTH_BYTES).find((byte) => byte !== SPACE);
  return head.length > LENGTH_BYTES && first === BRACE;
}

export function claimsPossibleLength(head: Uint8Array): boolean {
  return new DataView(head.buffer, head.byteOffset).getBigUint64(0, true) <= BigInt(MAX_HEADER_BYTES);
}
