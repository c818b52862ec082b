import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource, StoredPiece } from "../../model/bytes.js";
import type { TensorReader } from "../../model/tensors.js";
import { decode } from "../shared/dtype.js";
import { overLimit } from "../shared/limit.js";
import { malformedAs } from "../shared/malformed.js";
import { elementsOf, requireReal, requireTensor } from "../shared/stored.js";
import { utf8Text } from "../shared/utf8.js";
import { type BundleTensor, readBundleHeader, readBundleTensor } from "./bundleEntries.js";
import { crc32c, masked } from "./crc32c.js";
import { readTable, type TableEntry } from "./leveldbTable.js";
import { isCheckpointPointer } from "./signature.js";
import { WireError } from "./wire.js";

/**
 * TensorFlow's checkpoint ("tensor bundle"): `NAME.index`, a table from each variable's name to where it is in
 * `NAME.data-00000-of-00001` and the like. Source: tensorflow/core/util/tensor_bundle/tensor_bundle.cc and
 * tensorflow/core/protobuf/tensor_bundle.proto.
 */

const malformed = malformedAs(
  "a valid TensorFlow checkpoint",
  "copy or download all its files again (checkpoint, .index, .data-*)",
);

/** No GPT-2 needs more; guards the number of open files. */
const MAX_SHARDS = 256;
/** Enough to tell the file `checkpoint` from an index. */
const HEAD_BYTES = 64;
const MAX_POINTER_BYTES = 1 << 20;

/**
 * Opens a checkpoint by its index, or by the file `checkpoint`: reads all of the index, and nothing of the data.
 * @throws WdistError MALFORMED, NOT_FOUND for a data file, UNSUPPORTED_FORMAT
 */
export async function openTensorFlow(source: ByteSource): Promise<TensorReader> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.byteLength));
  return isCheckpointPointer(head) ? openPointer(source) : openBundle(source);
}

/** The checkpoint that the file `checkpoint` names is beside it, whatever folder it mentions. */
async function openPointer(pointer: ByteSource): Promise<TensorReader> {
  if (pointer.byteLength > MAX_POINTER_BYTES) {
    throw malformed(pointer.label, `it has ${pointer.byteLength} bytes; ${MAX_POINTER_BYTES} is the limit`);
  }
  const text = utf8Text(await pointer.read(0, pointer.byteLength)) ?? "";
  // Protobuf's text format, in which a back slash of Windows is written twice; others wrote it once.
  const path = /^\s*model_checkpoint_path\s*:\s*(?<quotes>["'])(?<path>[^"']+)\k<quotes>\s*$/m.exec(text)
    ?.groups?.path;
  const name = path?.split(/[/\\]+/).at(-1);
  if (name === undefined || name === "") throw malformed(pointer.label, "it names no checkpoint");
  const index = await pointer.openSibling(`${name}.index`);
  try {
    const reader = await openBundle(index);
    await pointer.close();
    return reader;
  } catch (error) {
    await index.close();
    throw error;
  }
}

async function openBundle(index: ByteSource): Promise<TensorReader> {
  const entries = await readTable(index, malformed);
  const { shardCount, tensors } = understand(index.label, entries);
  const shards = await openShards(index, shardCount);
  const closeAll = async () => {
    for (const shard of shards) await shard.close();
  };
  try {
    for (const tensor of tensors.values()) requireInside(index.label, tensor, shards);
  } catch (error) {
    await closeAll();
    throw error;
  }
  return {
    format: "tensorflow",
    label: index.label,
    files: [index.label, ...shards.map(({ label }) => label)],
    tensors,
    metadata: new Map(),
    read: async (name) => {
      const tensor = requireTensor(index.label, tensors, name);
      requireReal(index.label, tensor);
      return decode(await readPieces(index.label, tensor, shards), tensor.dtype);
    },
    // Without the checksums: who reads the pieces one after the other never holds a whole one.
    locate: async (name) => {
      const tensor = requireTensor(index.label, tensors, name);
      requireReal(index.label, tensor);
      return locatePieces(tensor, shards);
    },
    close: async () => {
      await closeAll();
      await index.close();
    },
  };
}

interface Understood {
  readonly shardCount: number;
  readonly tensors: ReadonlyMap<string, BundleTensor>;
}

function understand(label: string, entries: readonly TableEntry[]): Understood {
  const [first] = entries;
  if (first === undefined || first.key.length > 0) throw malformed(label, "it has no header");
  const where = (entry: TableEntry) => `${label}, variable ${quote(utf8Text(entry.key) ?? "?")}`;
  const { shardCount } = worded(label, () => readBundleHeader(label, first.value));
  if (shardCount < 1) throw malformed(label, "it claims no data files");
  if (shardCount > MAX_SHARDS) {
    throw overLimit(label, `it claims ${shardCount} data files; ${MAX_SHARDS} is the limit`);
  }
  const slices = new Map(
    entries.filter(isSlice).map((entry): [string, Uint8Array] => [keyText(entry.key), entry.value]),
  );
  const tensors = new Map<string, BundleTensor>();
  for (const entry of entries.slice(1)) {
    if (isSlice(entry)) continue;
    const name = utf8Text(entry.key);
    if (name === null) throw malformed(label, "a variable's name is not valid UTF-8");
    const tensor = worded(where(entry), () =>
      readBundleTensor(entry, name, (key) => slices.get(keyText(key)) ?? null),
    );
    for (const { shard } of tensor.pieces) {
      if (shard >= shardCount)
        throw malformed(where(entry), `is said to be in data file ${shard} of ${shardCount}`);
    }
    tensors.set(name, tensor);
  }
  return { shardCount, tensors };
}

/** Slices of partitioned variables have keys that begin with 0: they belong to the variable. */
function isSlice({ key }: TableEntry): boolean {
  return key[0] === 0;
}

/** Bytes as a key of a Map. */
function keyText(key: Uint8Array): string {
  return Buffer.from(key).toString("latin1");
}

function worded<T>(where: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw malformed(where, error.message, error);
  }
}

async function openShards(index: ByteSource, count: number): Promise<ByteSource[]> {
  const stem = (index.label.split(/[/\\]/).at(-1) ?? "").replace(/\.index$/, "");
  const shards: ByteSource[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const name = `${stem}.data-${fiveDigits(i)}-of-${fiveDigits(count)}`;
      shards.push(
        await index.openSibling(name).catch((error) => Promise.reject(worseThanMissing(index, name, error))),
      );
    }
    return shards;
  } catch (error) {
    for (const shard of shards) await shard.close();
    throw error;
  }
}

function fiveDigits(count: number): string {
  return String(count).padStart(5, "0");
}

function worseThanMissing(index: ByteSource, name: string, error: unknown): unknown {
  if (!(error instanceof WdistError) || error.code !== "NOT_FOUND") return error;
  return new WdistError("NOT_FOUND", {
    where: index.label,
    what: `its numbers are in ${quote(name)}, which is not beside it`,
    fix: "copy or download all files of the checkpoint",
    cause: error,
  });
}

function requireInside(label: string, { name, pieces }: BundleTensor, shards: readonly ByteSource[]): void {
  for (const { shard, endByte } of pieces) {
    const byteLength = shards[shard]?.byteLength ?? 0;
    if (endByte <= byteLength) continue;
    throw malformed(
      `${label}, variable ${quote(name)}`,
      `ends at byte ${endByte} of data file ${shard}, which has ${byteLength}: it is cut off`,
    );
  }
}

function locatePieces({ pieces }: BundleTensor, shards: readonly ByteSource[]): StoredPiece[] {
  return pieces.flatMap(({ shard, startByte, endByte }) => {
    const source = shards[shard];
    return source === undefined ? [] : [{ source, startByte, endByte }];
  });
}

/** All bytes of a variable, each piece held against its checksum. */
async function readPieces(
  label: string,
  { name, shape, pieces }: BundleTensor,
  shards: readonly ByteSource[],
): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  for (const { shard, startByte, endByte, maskedCrc } of pieces) {
    const bytes = (await shards[shard]?.read(startByte, endByte)) ?? new Uint8Array();
    if (masked(crc32c(bytes)) !== maskedCrc) {
      const where = `${label}, variable ${quote(name)}`;
      throw malformed(where, `its ${elementsOf(shape)} numbers do not match their checksum (CRC-32C)`);
    }
    read.push(bytes);
  }
  const [only, ...others] = read;
  return only !== undefined && others.length === 0 ? only : Buffer.concat(read);
}
