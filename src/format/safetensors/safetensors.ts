import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import type { TensorReader } from "../../model/tensors.js";
import { Budget } from "../shared/budget.js";
import { bitsOf } from "../shared/dtype.js";
import { decodeUtf8, JsonError, JsonReader } from "../shared/json.js";
import { overLimit } from "../shared/limit.js";
import { malformedAs } from "../shared/malformed.js";
import { byteLengthOf, type StoredTensor, storedReader } from "../shared/stored.js";
import { LENGTH_BYTES, MAX_HEADER_BYTES } from "./signature.js";

/**
 * safetensors: 8 bytes of header length (unsigned, little-endian), a JSON header that gives each tensor's dtype, shape
 * and byte range, then the data. Every rule of the format is checked before a tensor is read, and before anything is
 * allocated by a number from the file.
 * Source: https://github.com/huggingface/safetensors#format and `validate` of the Rust crate.
 */

/** The format has no limit; guards memory. */
const MAX_RANK = 10_000;
const malformed = malformedAs(
  "a valid safetensors file",
  "copy or download the file again, or save it again with the safetensors library",
);

interface Header {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Opens a safetensors file: reads and checks its header.
 * @throws WdistError MALFORMED, with the rule that is broken
 */
export async function openSafetensors(source: ByteSource): Promise<TensorReader> {
  return storedReader({ format: "safetensors", source, ...(await readHeader(source)) });
}

async function readHeader(source: ByteSource): Promise<Header> {
  const headerBytes = await readHeaderLength(source);
  const dataStartByte = LENGTH_BYTES + headerBytes;
  const { entries, metadata } = parseHeader(source.label, await source.read(LENGTH_BYTES, dataStartByte));
  checkLayout(source.label, [...entries.values()], source.byteLength - dataStartByte);
  const tensors = new Map([...entries].map(([name, entry]) => [name, placed(entry, dataStartByte)]));
  return { tensors, metadata };
}

async function readHeaderLength(source: ByteSource): Promise<number> {
  if (source.byteLength < LENGTH_BYTES) {
    throw malformed(source.label, `has ${source.byteLength} bytes, too few for a header`);
  }
  const bytes = await source.read(0, LENGTH_BYTES);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw malformed(source.label, `its header claims ${length} bytes; the format allows ${MAX_HEADER_BYTES}`);
  }
  const left = source.byteLength - LENGTH_BYTES;
  if (Number(length) > left) {
    throw malformed(source.label, `its header claims ${length} bytes, but only ${left} follow`);
  }
  return Number(length);
}

/** An entry's range counts from the end of the header, a stored tensor's from the start of the file. */
function placed(entry: StoredTensor, dataStartByte: number): StoredTensor {
  return {
    ...entry,
    startByte: dataStartByte + entry.startByte,
    endByte: dataStartByte + entry.endByte,
  };
}

interface ParsedHeader {
  /** Their ranges count from the end of the header. */
  readonly entries: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

function parseHeader(label: string, bytes: Uint8Array): ParsedHeader {
  try {
    const entries = new Map<string, StoredTensor>();
    let metadata: ReadonlyMap<string, string> = new Map();
    const budget = new Budget(label);
    const json = new JsonReader(decodeUtf8(bytes));
    json.object((key) => {
      if (key === "__metadata__") {
        metadata = parseMetadata(json);
        return;
      }
      const entry = parseEntry(json, label, key);
      budget.add(key.length, entry.shape.length);
      entries.set(key, entry);
    });
    json.end();
    return { entries, metadata };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw malformed(
      error.offset === null ? label : `${label}, header character ${error.offset}`,
      error.message,
    );
  }
}

/** Absent, null, or texts by key. */
function parseMetadata(json: JsonReader): Map<string, string> {
  const metadata = new Map<string, string>();
  if (json.takeNull()) return metadata;
  json.object((key) => metadata.set(key, json.string()));
  return metadata;
}

function parseEntry(json: JsonReader, label: string, name: string): StoredTensor {
  let dtype: string | null = null;
  let shape: number[] | null = null;
  let offsets: number[] | null = null;
  // Made when there is something to say: a header names thousands of tensors.
  const where = () => `${label}, tensor ${quote(name)}`;
  json.object((field) => {
    if (field === "dtype") dtype = json.string();
    else if (field === "shape") shape = parseSizes(json, where);
    else if (field === "data_offsets") offsets = parseSizes(json, where);
    else json.skip();
  });
  return checkEntry(where, { name, dtype, shape, offsets });
}

function parseSizes(json: JsonReader, where: () => string): number[] {
  const sizes: number[] = [];
  json.array(() => {
    if (sizes.length >= MAX_RANK)
      throw overLimit(where(), `has a shape or range of more than ${MAX_RANK} dimensions`);
    sizes.push(json.size());
  });
  return sizes;
}

interface RawEntry {
  readonly name: string;
  readonly dtype: string | null;
  readonly shape: readonly number[] | null;
  readonly offsets: readonly number[] | null;
}

/** Checks one entry by itself: all fields there, a known dtype, and a byte range that is shape times dtype. */
function checkEntry(where: () => string, { name, dtype, shape, offsets }: RawEntry): StoredTensor {
  if (dtype === null || shape === null || offsets === null) {
    const lacking = Object.entries({ dtype, shape, data_offsets: offsets }).filter(
      ([, value]) => value === null,
    );
    throw malformed(where(), `has no ${lacking.map(([field]) => field).join(" and ")}`);
  }
  if (bitsOf(dtype) === null) throw malformed(where(), `has the unknown dtype ${quote(dtype)}`);
  const [startByte, endByte, ...rest] = offsets;
  if (startByte === undefined || endByte === undefined || rest.length > 0 || endByte < startByte) {
    throw malformed(where(), `has data_offsets [${offsets}], which are not a range`);
  }
  const byteLength = byteLengthOf(dtype, shape);
  if (byteLength === null) {
    throw malformed(where(), `has shape [${shape}], which is not a whole number of bytes below 2^53`);
  }
  if (byteLength !== endByte - startByte) {
    throw malformed(
      where(),
      `has shape [${shape}] of ${dtype}, ${byteLength} bytes, but data_offsets [${offsets}], ${endByte - startByte} bytes`,
    );
  }
  return { name, dtype, shape, startByte, endByte };
}

/** Checks that the tensors lie end to end and fill the data: no overlap, no hole, nothing before or after. */
function checkLayout(label: string, entries: readonly StoredTensor[], dataBytes: number): void {
  const inOrder = [...entries].sort((a, b) => a.startByte - b.startByte || a.endByte - b.endByte);
  let expected = 0;
  for (const { name, startByte, endByte } of inOrder) {
    if (startByte !== expected) {
      const trouble = startByte < expected ? "overlaps the tensor before it" : "leaves a hole before it";
      throw malformed(
        `${label}, tensor ${quote(name)}`,
        `${trouble}: it starts at data byte ${startByte}, not ${expected}`,
      );
    }
    expected = endByte;
  }
  if (expected !== dataBytes) {
    const trouble = expected > dataBytes ? "the file is cut off" : "something follows the last tensor";
    throw malformed(label, `${trouble}: its tensors take ${expected} bytes, its data has ${dataBytes}`);
  }
}
