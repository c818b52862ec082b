import type { ByteSource } from "../../model/bytes.js";
import type { Format } from "../format.js";
import { startsWith } from "../shared/signatures.js";

export const TENSORFLOW: Format = {
  name: "TensorFlow checkpoint",
  reads:
    "OpenAI's release and others of the second format: `checkpoint`, or `.index` with its `.data-*`; several data files, partitioned variables; F64 F32 F16 BF16 F8",
  recognisedBy: "the index's footer, or the first words of `checkpoint`",
  endings: ["index"],
  usualNames: ["checkpoint"],
  matches: async (head, source) => isCheckpointPointer(head) || (await isLeveldbTable(source)),
  open: async (source) => (await import("./tensorBundle.js")).openTensorFlow(source),
};

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
