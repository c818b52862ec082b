import type { ByteSource } from "../../model/bytes.js";
import { Budget } from "../shared/budget.js";
import type { Malformed } from "../shared/malformed.js";
import { crc32c, masked } from "./crc32c.js";
import { isLeveldbTable } from "./signature.js";
import { WireError, WireReader } from "./wire.js";

/**
 * A sorted table of LevelDB: blocks of keys with values, a block that lists them, and a footer that says where that
 * is. Source: https://github.com/google/leveldb/blob/main/doc/table_format.md
 */

export interface TableEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

const FOOTER_BYTES = 48;
/** Behind every block: how it is compressed, and its checksum. */
const TRAILER_BYTES = 5;
const UNCOMPRESSED = 0;
/** TensorFlow's blocks have 256 KiB; the list of them is one block however large. */
const MAX_BLOCK_BYTES = 1 << 26;
/** Keys and values of every tensor of any model together. */
const MAX_TABLE_BYTES = 1 << 27;

/**
 * Every entry of a table, in order; keys ascend.
 * @throws WdistError MALFORMED
 */
export async function readTable(source: ByteSource, malformed: Malformed): Promise<TableEntry[]> {
  if (!(await isLeveldbTable(source)))
    throw malformed(source.label, "it does not end as a table of LevelDB does");
  const table = { source, malformed };
  const footerByte = source.byteLength - FOOTER_BYTES;
  const footer = await source.read(footerByte, source.byteLength);
  const index = handleIn(table, footerByte, footer, 1);
  const entries: TableEntry[] = [];
  const budget = new Budget(source.label);
  let bytes = 0;
  for (const { value } of await readBlock(table, index, new Budget(source.label))) {
    const block = handleIn(table, index.startByte, value, 0);
    bytes += block.byteLength;
    if (bytes > MAX_TABLE_BYTES) {
      throw malformed(source.label, `its blocks claim more than ${MAX_TABLE_BYTES} bytes`);
    }
    for (const entry of await readBlock(table, block, budget)) entries.push(entry);
  }
  for (const [i, { key }] of entries.entries()) {
    const before = entries[i - 1];
    if (before === undefined || Buffer.compare(before.key, key) < 0) continue;
    throw malformed(source.label, "its keys do not ascend");
  }
  return entries;
}

interface Table {
  readonly source: ByteSource;
  readonly malformed: Malformed;
}

/** Where a block is. */
interface BlockHandle {
  readonly startByte: number;
  readonly byteLength: number;
}

/** The handle behind `skipped` others in `bytes`, which are at or before `atByte` of the file. */
function handleIn(table: Table, atByte: number, bytes: Uint8Array, skipped: number): BlockHandle {
  return onWire(table, atByte, () => {
    const reader = new WireReader(bytes);
    for (let i = 0; i < skipped * 2; i++) reader.size();
    return { startByte: reader.size(), byteLength: reader.size() };
  });
}

async function readBlock(
  table: Table,
  { startByte, byteLength }: BlockHandle,
  budget: Budget,
): Promise<TableEntry[]> {
  const { source, malformed } = table;
  const where = `${source.label}, byte ${startByte}`;
  const endByte = startByte + byteLength + TRAILER_BYTES;
  if (byteLength > MAX_BLOCK_BYTES || endByte > source.byteLength) {
    throw malformed(where, `a block claims ${byteLength} bytes of the file's ${source.byteLength}`);
  }
  const bytes = await source.read(startByte, endByte);
  const block = bytes.subarray(0, byteLength);
  const compression = bytes.subarray(byteLength, byteLength + 1);
  const stored = new DataView(bytes.buffer, bytes.byteOffset).getUint32(byteLength + 1, true);
  if (masked(crc32c(block, compression)) !== stored) {
    throw malformed(where, "a block does not match its checksum (CRC-32C)");
  }
  if (compression[0] !== UNCOMPRESSED) {
    throw malformed(where, "a block is compressed, which TensorFlow does not do");
  }
  return onWire(table, startByte, () => entriesOf(block, budget));
}

/** A key says how much of the key before it it repeats. Behind the entries are the places without a repeat. */
function entriesOf(block: Uint8Array, budget: Budget): TableEntry[] {
  if (block.length < 4) throw new WireError("a block is too short");
  const restarts = new DataView(block.buffer, block.byteOffset).getUint32(block.length - 4, true);
  const endByte = block.length - 4 - restarts * 4;
  if (endByte < 0) throw new WireError(`a block claims ${restarts} restarts, more than fit`);
  const reader = new WireReader(block.subarray(0, endByte));
  const entries: TableEntry[] = [];
  let key: Uint8Array = new Uint8Array();
  while (!reader.isAtEnd) {
    const [repeated, added, valueBytes] = [reader.size(), reader.size(), reader.size()];
    if (repeated > key.length) throw new WireError("a key repeats more than the key before it has");
    budget.add(repeated + added);
    key = Buffer.concat([key.subarray(0, repeated), reader.take(added)]);
    entries.push({ key, value: reader.take(valueBytes) });
  }
  return entries;
}

/** Words what is wrong with bytes at that place of the file. */
function onWire<T>({ source, malformed }: Table, atByte: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw malformed(`${source.label}, byte ${atByte}`, error.message, error);
  }
}
