import type { ByteSource } from "../../model/bytes.js";

/**
 * What checkpoints of each format begin or end with, by which they are told apart before the code that reads them is
 * loaded.
 */

/** Bytes as text, a character each. */
export function asLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Does a file begin with one of these? */
export function startsWith(...beginnings: readonly string[]): (head: Uint8Array) => boolean {
  return (head) => {
    const text = asLatin1(head);
    return beginnings.some((beginning) => text.startsWith(beginning));
  };
}

/** An archive with files, and one without. */
export const isZip = startsWith("PK\x03\x04", "PK\x05\x06");

/** A zip archive whose first file is an array. */
export function isNumpyArchive(head: Uint8Array): boolean {
  return isZip(head) && asLatin1(head).includes(".npy");
}

/** PROTO 2, then LONG1 of ten bytes: 0x1950a86a20f9469cfc6c. */
export const isTorchLegacy = startsWith("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19");

export const isHdf5 = startsWith("\x89HDF\r\n\x1a\n");

export const isGguf = startsWith("GGUF");

/**
 * 20240326 as a 32-bit integer is a model. Token files, states of a training run, debug states and tokenizers, which are
 * easily given by mistake, have 20240520, 20240527, 20240327 and 20240328.
 */
export const isLlmC = startsWith(...[20240326, 20240520, 20240527, 20240327, 20240328].map(littleEndian32));

function littleEndian32(value: number): string {
  return String.fromCharCode(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24);
}

/** A msgpack map with at least one key, and that a text. */
export function isFlax(head: Uint8Array): boolean {
  const [first = 0] = head;
  const keyAt = first > 0x80 && first <= 0x8f ? 1 : first === 0xde ? 3 : first === 0xdf ? 5 : null;
  if (keyAt === null) return false;
  const key = head[keyAt] ?? 0;
  return (key > 0xa0 && key <= 0xbf) || (key >= 0xd9 && key <= 0xdb);
}

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

/** An index of TensorFlow's, or the file that names one. */
export async function isTensorFlow(head: Uint8Array, source: ByteSource): Promise<boolean> {
  return isCheckpointPointer(head) || (await isLeveldbTable(source));
}
