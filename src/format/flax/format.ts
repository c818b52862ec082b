import type { Format } from "../format.js";

export const FLAX: Format = {
  name: "Flax msgpack",
  reads: "`flax_model.msgpack`: F64 F32 F16 BF16 F8, arrays in pieces too",
  recognisedBy: "a msgpack map whose first key is a text",
  endings: ["msgpack"],
  usualNames: ["flax_model.msgpack"],
  matches: isTextMap,
  open: async (source) => (await import("./flax.js")).openFlax(source),
};

/** A msgpack map with at least one key, and that a text. */
function isTextMap(head: Uint8Array): boolean {
  const [first = 0] = head;
  const keyAt = first > 0x80 && first <= 0x8f ? 1 : first === 0xde ? 3 : first === 0xdf ? 5 : null;
  if (keyAt === null) return false;
  const key = head[keyAt] ?? 0;
  return (key > 0xa0 && key <= 0xbf) || (key >= 0xd9 && key <= 0xdb);
}
