import type { InputFile } from "../model/document.js";
import type { ModelInfo } from "../model/norms.js";
import type { Side } from "../model/numbers.js";
import { fingerprintOf } from "./fingerprint.js";
import { isRemote } from "./index.js";

/** The files that a document was made from, read once more for their SHA-256 where they are on this machine. */
export async function inputFilesOf(models: Readonly<Record<Side, ModelInfo>>): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const [side, model] of Object.entries(models)) {
    for (const path of model.files) files.push({ side, path, ...(await identify(path)) });
  }
  return files;
}

async function identify(path: string): Promise<Pick<InputFile, "byteLength" | "sha256">> {
  return isRemote(path) ? { byteLength: null, sha256: null } : fingerprintOf(path);
}
