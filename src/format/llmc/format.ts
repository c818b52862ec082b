import type { Format } from "../format.js";
import { startsWith } from "../shared/signatures.js";
import { MODEL_MAGIC, OTHER_FILES } from "./signature.js";

export const LLMC: Format = {
  name: "llm.c",
  reads: "model files of version 3 (F32) and 5 (BF16)",
  recognisedBy: "its magic number",
  endings: ["bin"],
  usualNames: [],
  matches: startsWith(...[MODEL_MAGIC, ...OTHER_FILES.keys()].map(littleEndian32)),
  open: async (source) => (await import("./llmc.js")).openLlmC(source),
};

function littleEndian32(value: number): string {
  return String.fromCharCode(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24);
}
