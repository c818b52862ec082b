import type { Format } from "../format.js";
import { asLatin1, isZip } from "../shared/signatures.js";

export const NPZ: Format = {
  name: "NumPy archive",
  reads: "`.npz`, stored or deflated; F64 F32 F16, either byte order; names of transformers or of OpenAI",
  recognisedBy: "a zip archive whose first entry ends in `.npy`",
  endings: ["npz"],
  usualNames: [],
  matches: isNumpyArchive,
  open: async (source) => (await import("./npz.js")).openNpz(source),
};

/** Where a zip archive says how long the name of its first entry is, and where that name begins. */
const NAME_LENGTH_BYTE = 26;
const NAME_BYTE = 30;

/** A zip archive whose first file is an array. */
export function isNumpyArchive(head: Uint8Array): boolean {
  if (!isZip(head) || head.length < NAME_BYTE) return false;
  const length = new DataView(head.buffer, head.byteOffset).getUint16(NAME_LENGTH_BYTE, true);
  return asLatin1(head.subarray(NAME_BYTE, NAME_BYTE + length)).endsWith(".npy");
}
