import type { Format } from "../format.js";

/** Unsigned, little-endian: how long the header is. */
export const LENGTH_BYTES = 8;
/** The official library's own limit for the header. */
export const MAX_HEADER_BYTES = 100_000_000;
const BRACE = 0x7b;
const SPACE = 0x20;

export const SAFETENSORS: Format = {
  name: "safetensors",
  reads: "F64 F32 F16 BF16 F8_E4M3 F8_E5M2",
  recognisedBy: "a length, then the brace of its JSON header",
  endings: ["safetensors"],
  usualNames: ["model.safetensors"],
  matches: (head) => hasBrace(head) && claimsPossibleLength(head),
  resembles: hasBrace,
  open: async (source) => (await import("./safetensors.js")).openSafetensors(source),
};

/** The format has no magic number. */
function hasBrace(head: Uint8Array): boolean {
  const first = head.subarray(LENGTH_BYTES).find((byte) => byte !== SPACE);
  return head.length > LENGTH_BYTES && first === BRACE;
}

function claimsPossibleLength(head: Uint8Array): boolean {
  return new DataView(head.buffer, head.byteOffset).getBigUint64(0, true) <= BigInt(MAX_HEADER_BYTES);
}
