import type { Format } from "../format.js";
import { isNumpyArchive } from "../numpy/format.js";
import { isZip, startsWith } from "../shared/signatures.js";

const ENDINGS = ["pt", "pth", "ckpt", "bin"];

export const TORCH: Format = {
  name: "PyTorch",
  reads:
    "`.bin .pt .pth .ckpt` since PyTorch 1.6: state dicts, wherever in the file; F64 F32 F16 BF16 F8; views, parameters; pickle protocols 2 to 5",
  recognisedBy: "a zip archive that holds `data.pkl`",
  endings: ENDINGS,
  usualNames: ["pytorch_model.bin"],
  // nanoGPT's.
  otherNames: ["ckpt.pt"],
  matches: (head) => isZip(head) && !isNumpyArchive(head),
  open: async (source) => (await import("./zipCheckpoint.js")).openTorchZip(source),
};

export const TORCH_LEGACY: Format = {
  name: "PyTorch (before 1.6)",
  reads: "the same, one pickle behind the other",
  recognisedBy: "its magic number",
  endings: ENDINGS,
  usualNames: [],
  // PROTO 2, then LONG1 of ten bytes: 0x1950a86a20f9469cfc6c.
  matches: startsWith("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"),
  open: async (source) => (await import("./legacy.js")).openTorchLegacy(source),
};
