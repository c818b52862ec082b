import { createHash } from "node:crypto";
import type { ByteSource } from "../model/bytes.js";

/** As large as reading from a disk profits from. */
const CHUNK_BYTES = 1 << 20;

/** SHA-256 of all its bytes, in hexadecimal; reads them once, a chunk at a time. */
export async function sha256Of(source: ByteSource): Promise<string> {
  const hash = createHash("sha256");
  for (let startByte = 0; startByte < source.byteLength; startByte += CHUNK_BYTES) {
    hash.update(await source.read(startByte, Math.min(source.byteLength, startByte + CHUNK_BYTES)));
  }
  return hash.digest("hex");
}
