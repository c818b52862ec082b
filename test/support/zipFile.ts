/** A small writer of zip archives, by the format's description: whole ones, and such as claim what is not so. */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipSpec {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly isDeflated?: boolean;
  /** Info-ZIP's second name, in an extra field of the directory. */
  readonly unicodePath?: string;
  /** What the directory claims instead of the truth. */
  readonly claims?: { readonly crc?: number; readonly byteLength?: number; readonly method?: number };
}

function header(
  signature: number,
  size: number,
  fields: readonly (readonly [at: number, bytes: 2 | 4, value: number])[],
): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(signature, 0);
  for (const [at, length, value] of fields) {
    if (length === 2) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value >>> 0, at);
  }
  return bytes;
}

/** Its number and length; version 1, the checksum of the name, and another one. */
function unicodePathField(name: Uint8Array, other: string): Buffer {
  const utf8 = Buffer.from(other, "utf8");
  const head = header(0, 9, [
    [0, 2, 0x7075],
    [2, 2, 5 + utf8.length],
    [5, 4, crc32(name)],
  ]);
  head[4] = 1;
  return Buffer.concat([head, utf8]);
}

/** The archive with these entries, in this order. */
export function zipBytes(entries: readonly ZipSpec[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, isDeflated = false, claims = {}, unicodePath } of entries) {
    const content = Buffer.from(bytes as Uint8Array);
    const data = isDeflated ? deflateRawSync(content) : content;
    const nameBytes = Buffer.from(name, "utf8");
    const { crc = crc32(content), byteLength = content.length, method = isDeflated ? 8 : 0 } = claims;
    const local = header(0x04034b50, 30, [
      [4, 2, 20],
      [6, 2, 0x800],
      [8, 2, method],
      [14, 4, crc],
      [18, 4, data.length],
      [22, 4, byteLength],
      [26, 2, nameBytes.length],
    ]);
    const extra = unicodePath === undefined ? Buffer.alloc(0) : unicodePathField(nameBytes, unicodePath);
    directory.push(
      header(0x02014b50, 46, [
        [4, 2, 20],
        [6, 2, 20],
        [8, 2, 0x800],
        [10, 2, method],
        [16, 4, crc],
        [20, 4, data.length],
        [24, 4, byteLength],
        [28, 2, nameBytes.length],
        [30, 2, extra.length],
        [42, 4, offset],
      ]),
      nameBytes,
      extra,
    );
    parts.push(local, nameBytes, data);
    offset += local.length + nameBytes.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = header(0x06054b50, 22, [
    [8, 2, entries.length],
    [10, 2, entries.length],
    [12, 4, size],
    [16, 4, offset],
  ]);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

/**
 * An archive with a hole of `holeBytes` between its entries and its directory, so that the directory stands beyond 4 GB
 * and is found by zip64's records: its beginning and its end.
 */
export function zip64Bytes(
  archive: Uint8Array,
  holeBytes: number,
): { readonly beginning: Uint8Array; readonly end: Uint8Array; readonly byteLength: number } {
  const bytes = Buffer.from(archive);
  const endRecord = bytes.length - 22;
  const directoryByte = bytes.readUInt32LE(endRecord + 16);
  const directory = bytes.subarray(directoryByte, endRecord);
  const entries = BigInt(bytes.readUInt16LE(endRecord + 10));
  const movedTo = directoryByte + holeBytes;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(entries, 24);
  record.writeBigUInt64LE(entries, 32);
  record.writeBigUInt64LE(BigInt(directory.length), 40);
  record.writeBigUInt64LE(BigInt(movedTo), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(movedTo + directory.length), 8);
  locator.writeUInt32LE(1, 16);
  const last = Buffer.from(bytes.subarray(endRecord));
  last.writeUInt32LE(0xffffffff, 16);
  const end = Buffer.concat([directory, record, locator, last]);
  return { beginning: bytes.subarray(0, directoryByte), end, byteLength: movedTo + end.length };
}
