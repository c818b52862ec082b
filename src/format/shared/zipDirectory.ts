import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  validateFileName,
} from "yauzl";
import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import { overLimit } from "./limit.js";
import type { Malformed } from "./malformed.js";

/** One file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** Its length once it is inflated. */
  readonly byteLength: number;
  /** Stands in the archive as it is, not deflated: a part of it can be read by itself. */
  readonly isStored: boolean;
}

/** An entry as the central directory describes it. */
export interface Located extends ZipEntry {
  readonly headerByte: number;
  readonly compressedBytes: number;
  readonly method: number;
  readonly crc: number;
  readonly isEncrypted: boolean;
  readonly rawName: Buffer;
}

/** Every model has fewer tensors; guards memory against a large file that is nothing but a directory. */
const MAX_ENTRIES = 250_000;
/** Info-ZIP's second name of an entry, behind its version and a checksum. Some readers take it, PyTorch's does not. */
const UNICODE_PATH = 0x7075;
const UNICODE_PATH_NAME_BYTE = 5;
const END_SIGNATURE = "PK\x05\x06";
/** Read together with the local header, so that a small entry costs one read. */
export const READ_AHEAD_BYTES = 1 << 14;
export const STORED = 0;
/** Messages of a library may repeat names from the file. */
const MAX_REASON_LENGTH = 200;

/** All entries by name, each name checked. */
export async function readDirectory(source: ByteSource, malformed: Malformed): Promise<Map<string, Located>> {
  const entries = new Map<string, Located>();
  try {
    const reader = new SourceReader(source);
    const file = await fromRandomAccessReaderPromise(reader, source.byteLength, {
      lazyEntries: true,
      autoClose: false,
      // Names are decoded here, by one rule.
      decodeStrings: false,
    });
    if (Buffer.from(file.comment).includes(END_SIGNATURE)) {
      throw malformed(source.label, "its comment holds another end of the archive, which some readers take");
    }
    for await (const entry of file.eachEntry()) {
      const name = nameOf(source.label, entry, malformed);
      if (entries.has(name)) throw malformed(source.label, `holds ${quote(name)} twice`);
      if (entries.size >= MAX_ENTRIES) {
        throw overLimit(source.label, `holds more than ${MAX_ENTRIES} files`);
      }
      entries.set(name, locatedFrom(name, entry));
    }
    return entries;
  } catch (error) {
    if (error instanceof WdistError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw malformed(source.label, `its directory is broken: ${reason.slice(0, MAX_REASON_LENGTH)}`, error);
  }
}

/** The name as PyTorch and NumPy take it: from its bytes alone. */
function nameOf(label: string, entry: Entry, malformed: Malformed): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, [], false);
  const invalid = validateFileName(name);
  if (invalid !== null)
    throw malformed(label, `its directory is broken: ${invalid.slice(0, MAX_REASON_LENGTH)}`);
  // Python's reader ends the name there.
  if (name.includes("\0")) throw malformed(label, `the name of its file ${quote(name)} holds a NUL`);
  for (const { id, data } of extraFields) {
    if (id !== UNICODE_PATH || data.subarray(UNICODE_PATH_NAME_BYTE).equals(fileNameRaw)) continue;
    throw malformed(label, `its file ${quote(name)} has another name in an extra field (0x7075)`);
  }
  return name;
}

function locatedFrom(name: string, entry: Entry): Located {
  return {
    name,
    byteLength: entry.uncompressedSize,
    isStored: entry.compressionMethod === STORED,
    headerByte: entry.relativeOffsetOfLocalHeader,
    compressedBytes: entry.compressedSize,
    method: entry.compressionMethod,
    crc: entry.crc32,
    isEncrypted: entry.isEncrypted(),
    rawName: entry.fileNameRaw,
  };
}

/** What yauzl reads through: the directory in a few large pieces, since it asks for it entry by entry. */
class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource;
  #window: Uint8Array = new Uint8Array();
  #windowStartByte = 0;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#fill(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        done(null, bytes.length);
      },
      (error: Error) => done(error),
    );
  }

  /** Fewer bytes than asked for where the file ends, as of a file. */
  async #fill(position: number, length: number): Promise<Uint8Array> {
    const startByte = Math.min(position, this.#source.byteLength);
    const endByte = Math.min(startByte + length, this.#source.byteLength);
    const windowEndByte = this.#windowStartByte + this.#window.length;
    if (startByte < this.#windowStartByte || endByte > windowEndByte) {
      const ahead = Math.max(endByte, Math.min(startByte + READ_AHEAD_BYTES, this.#source.byteLength));
      this.#window = await this.#source.read(startByte, ahead);
      this.#windowStartByte = startByte;
    }
    return this.#window.subarray(startByte - this.#windowStartByte, endByte - this.#windowStartByte);
  }
}
