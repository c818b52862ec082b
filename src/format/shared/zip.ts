import { crc32, inflateRawSync, constants as zlib } from "node:zlib";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import { overLimit } from "./limit.js";
import type { Malformed } from "./malformed.js";
import { type Located, READ_AHEAD_BYTES, readDirectory, STORED, type ZipEntry } from "./zipDirectory.js";

/** A zip archive whose directory has been read and checked. Nothing is ever extracted to a disk. */
export interface ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** All bytes of an entry, which must match its checksum. */
  readonly read: (entry: ZipEntry) => Promise<Uint8Array>;
  /** Bytes `[startByte, endByte)` of a stored entry; no checksum covers a part. */
  readonly readRange: (entry: ZipEntry, startByte: number, endByte: number) => Promise<Uint8Array>;
  /** Where the bytes of a stored entry begin, all of them inside the archive; null for one that is deflated. */
  readonly locate: (entry: ZipEntry) => Promise<number | null>;
  /** The first bytes of an entry, at least `byteLength` if it has so many and compresses at all sensibly. */
  readonly readStart: (entry: ZipEntry, byteLength: number) => Promise<Uint8Array>;
}

/** Deflate cannot do better (zlib's technical details): an entry that claims more is a lie. */
const MAX_DEFLATE_RATIO = 1032;
/** The largest entry that is inflated: whatever is larger should be stored. */
const MAX_INFLATED_BYTES = 1 << 28;
const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER_SIGNATURE = 0x04034b50;
/** PyTorch pads the local header so that tensors lie at multiples of 64 bytes. */
const USUAL_PADDING_BYTES = 128;
const PACK_ANEW = "save it again without compression, or pack the archive again: zip -0";
const DEFLATED = 8;
export interface ZipRules {
  /** A checksum of 0 says that none was computed: PyTorch has an option to write so. */
  readonly zeroMeansUnchecked?: boolean;
}

/**
 * Reads the directory of a zip archive through `yauzl`.
 * @throws WdistError MALFORMED for a broken directory, or a name that is in it twice
 */
export async function openZip(
  source: ByteSource,
  malformed: Malformed,
  { zeroMeansUnchecked = false }: ZipRules = {},
): Promise<ZipArchive> {
  const entries = await readDirectory(source, malformed);
  const located = (entry: ZipEntry): Located => {
    const found = entries.get(entry.name);
    if (found === undefined) throw new RangeError(`no entry ${quote(entry.name)} in ${source.label}`);
    return found;
  };
  return {
    entries,
    read: (entry) => {
      const found = located(entry);
      return readWhole(source, { ...found, isChecked: found.crc !== 0 || !zeroMeansUnchecked }, malformed);
    },
    readRange: async (entry, startByte, endByte) => {
      const { dataStartByte } = await locateData(source, located(entry), malformed);
      return source.read(dataStartByte + startByte, dataStartByte + endByte);
    },
    locate: async (entry) => {
      const { dataStartByte } = await locateData(source, located(entry), malformed);
      return entry.isStored ? dataStartByte : null;
    },
    readStart: (entry, byteLength) => readStart(source, located(entry), byteLength, malformed),
  };
}

interface DataPlace {
  readonly dataStartByte: number;
  /** The data, as far as it was read together with the local header. */
  readonly beginning: Uint8Array;
}

/** Reads an entry's local header, and what little follows it. */
async function locateData(source: ByteSource, entry: Located, malformed: Malformed): Promise<DataPlace> {
  const where = `${source.label}, entry ${quote(entry.name)}`;
  if (entry.isEncrypted) throw overLimit(where, "is encrypted", PACK_ANEW);
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw overLimit(
      where,
      `is compressed by method ${entry.method}; stored and deflated entries are read`,
      PACK_ANEW,
    );
  }
  const ahead = Math.min(entry.compressedBytes, READ_AHEAD_BYTES) + USUAL_PADDING_BYTES;
  const wanted = entry.headerByte + LOCAL_HEADER_BYTES + entry.rawName.length + ahead;
  const endByte = Math.min(wanted, source.byteLength);
  if (entry.headerByte + LOCAL_HEADER_BYTES > endByte) {
    throw malformed(where, `its header would be at byte ${entry.headerByte}, outside the file`);
  }
  const bytes = Buffer.from(await source.read(entry.headerByte, endByte));
  if (bytes.readUInt32LE(0) !== LOCAL_HEADER_SIGNATURE) {
    throw malformed(where, `there is no header at byte ${entry.headerByte}`);
  }
  const nameBytes = bytes.readUInt16LE(26);
  const dataStart = LOCAL_HEADER_BYTES + nameBytes + bytes.readUInt16LE(28);
  const name = bytes.subarray(LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + nameBytes);
  if (!name.equals(entry.rawName)) {
    throw malformed(where, "the directory points to the header of another entry");
  }
  const dataStartByte = entry.headerByte + dataStart;
  if (dataStartByte + entry.compressedBytes > source.byteLength) {
    throw malformed(
      where,
      `takes ${entry.compressedBytes} bytes from byte ${dataStartByte}, beyond the file's end`,
    );
  }
  return { dataStartByte, beginning: bytes.subarray(dataStart, dataStart + entry.compressedBytes) };
}

async function readWhole(
  source: ByteSource,
  entry: Located & { readonly isChecked: boolean },
  malformed: Malformed,
): Promise<Uint8Array> {
  const where = `${source.label}, entry ${quote(entry.name)}`;
  const { dataStartByte, beginning } = await locateData(source, entry, malformed);
  const stored =
    beginning.length === entry.compressedBytes
      ? beginning
      : await source.read(dataStartByte, dataStartByte + entry.compressedBytes);
  const bytes = entry.isStored ? stored : inflate(where, stored, entry, malformed);
  if (bytes.length !== entry.byteLength) {
    throw malformed(where, `has ${bytes.length} bytes, but claims ${entry.byteLength}`);
  }
  if (entry.isChecked && crc32(bytes) !== entry.crc)
    throw malformed(where, "does not match its checksum (CRC-32)");
  return bytes;
}

function inflate(where: string, deflated: Uint8Array, entry: Located, malformed: Malformed): Uint8Array {
  const { byteLength } = entry;
  if (byteLength > deflated.length * MAX_DEFLATE_RATIO) {
    throw malformed(where, `claims to inflate from ${deflated.length} to ${byteLength} bytes`);
  }
  if (byteLength > MAX_INFLATED_BYTES) {
    throw overLimit(
      where,
      `takes ${byteLength} bytes once it is inflated; ${MAX_INFLATED_BYTES} is the limit`,
      PACK_ANEW,
    );
  }
  try {
    return inflateRawSync(deflated, { maxOutputLength: Math.max(1, byteLength) });
  } catch (error) {
    throw malformed(where, `cannot be inflated to the ${byteLength} bytes that it claims`, error);
  }
}

async function readStart(
  source: ByteSource,
  entry: Located,
  byteLength: number,
  malformed: Malformed,
): Promise<Uint8Array> {
  const { beginning } = await locateData(source, entry, malformed);
  const start = beginning.subarray(0, byteLength);
  if (entry.isStored) return start;
  try {
    return inflateRawSync(start, {
      finishFlush: zlib.Z_SYNC_FLUSH,
      maxOutputLength: byteLength * MAX_DEFLATE_RATIO,
    }).subarray(0, byteLength);
  } catch (error) {
    throw malformed(`${source.label}, entry ${quote(entry.name)}`, "cannot be inflated", error);
  }
}
