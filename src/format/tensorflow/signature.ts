import type { ByteSource } from "../../model/bytes.js";
import { startsWith } from "../shared/signatures.js";

/** TensorFlow's text file `checkpoint`, which names the latest checkpoint beside it. */
export const isCheckpointPointer = startsWith("model_checkpoint_path:");

/** What a table of LevelDB ends with. */
const TABLE_MAGIC_BYTES = 8;
const TABLE_MAGIC = 0xdb4775248b80fb57n;
/** A table that is nothing but a footer. */
const MIN_TABLE_BYTES = 48;

export async function isLeveldbTable(source: ByteSource): Promise<boolean> {
  if (source.byteLength < MIN_TABLE_BYTES) return false;
  const bytes = await source.read(source.byteLength - TABLE_MAGIC_BYTES, source.byteLength);
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true) === TABLE_MAGIC;
}
