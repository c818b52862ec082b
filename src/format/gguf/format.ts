import type { Format } from "../format.js";
import { startsWith } from "../shared/signatures.js";

export const GGUF: Format = {
  name: "GGUF",
  reads:
    "versions 2 and 3, of the architectures of docs/families.md; F64 F32 F16 BF16; quantised tensors are listed",
  recognisedBy: "its magic number",
  endings: ["gguf"],
  usualNames: [],
  matches: startsWith("GGUF"),
  open: async (source) => (await import("./gguf.js")).openGguf(source),
};
