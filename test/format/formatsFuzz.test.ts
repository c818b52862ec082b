import { readFileSync } from "node:fs";
import { describeFuzz } from "../support/fuzz.js";

const HOSTILE = new URL("../../fixtures/hostile/", import.meta.url);

function read(path: string): Uint8Array {
  return readFileSync(new URL(path, HOSTILE));
}

/** Formats of one file. Zip archives have a checksum for each entry, so that what is read at all is right. */
const FILES = [
  { format: "PyTorch", path: "pt/ok-control.pt", checksummed: true },
  { format: "PyTorch (before 1.6)", path: "pt/legacy-ok-control.pth", checksummed: false },
  { format: "NumPy archive", path: "npz/ok-control.npz", checksummed: true },
  { format: "GGUF", path: "gguf/ok-control.gguf", checksummed: false },
  { format: "llm.c", path: "llmc/ok-control.bin", checksummed: false },
  { format: "Flax msgpack", path: "flax/ok-control.msgpack", checksummed: false },
  { format: "HDF5 (Keras)", path: "h5/ok-control.h5", checksummed: false },
] as const;

for (const { format, path, checksummed } of FILES) {
  describeFuzz({ format, files: { weights: read(path) }, open: "weights", checksummed });
}

const TENSORFLOW = {
  "model.ckpt.index": read("tf/ok-control/model.ckpt.index"),
  "model.ckpt.data-00000-of-00001": read("tf/ok-control/model.ckpt.data-00000-of-00001"),
};

for (const damaged of Object.keys(TENSORFLOW)) {
  describeFuzz({
    format: `TensorFlow checkpoint, ${damaged}`,
    files: TENSORFLOW,
    open: "model.ckpt.index",
    damaged,
    checksummed: true,
  });
}
