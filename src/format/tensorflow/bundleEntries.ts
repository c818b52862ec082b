import { WdistError } from "../../errors.js";
import { bitsOf } from "../shared/dtype.js";
import { elementsOf } from "../shared/stored.js";
import type { TableEntry } from "./leveldbTable.js";
import { type Extent, sliceKey } from "./orderedCode.js";
import { type Message, messagesIn, numberIn, parseMessage } from "./protobuf.js";
import { WireError } from "./wire.js";

/** The values of a TensorFlow checkpoint's index. Source: tensorflow/core/protobuf/tensor_bundle.proto. */

/** One run of bytes in one data file, with its checksum. */
export interface BundlePiece {
  readonly shard: number;
  readonly startByte: number;
  readonly endByte: number; // exclusive
  readonly maskedCrc: number;
}

/** A variable; of several pieces when it was partitioned along its first dimension. */
export interface BundleTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly pieces: readonly BundlePiece[];
}

/** By number. Source: tensorflow/core/framework/types.proto. */
const DTYPES: ReadonlyMap<number, string> = new Map([
  [1, "F32"],
  [2, "F64"],
  [3, "I32"],
  [4, "U8"],
  [5, "I16"],
  [6, "I8"],
  [7, "string"],
  [8, "C64"],
  [9, "I64"],
  [10, "BOOL"],
  [14, "BF16"],
  [17, "U16"],
  [18, "complex128"],
  [19, "F16"],
  [22, "U32"],
  [23, "U64"],
  [24, "F8_E5M2"],
  [25, "F8_E4M3"],
]);

/** Fields of BundleHeaderProto, BundleEntryProto, TensorShapeProto and its Dim, TensorSliceProto and its Extent. */
const HEADER = { numShards: 1, endianness: 2 };
const ENTRY = { dtype: 1, shape: 2, shard: 3, offset: 4, size: 5, crc32c: 6, slices: 7 };
const SHAPE = { dim: 2 };
const DIM = { size: 1 };
const SLICE = { extent: 1 };
const EXTENT = { start: 1, length: 2 };

const LITTLE_ENDIAN = 0n;
const MAX_RANK = 32;
/** Partitions are for a few machines. */
const MAX_SLICES = 10_000;
/** All of a dimension, in a slice's key. */
const FULL_EXTENT = -1;

/** @throws WireError, WdistError UNSUPPORTED_FORMAT */
export function readBundleHeader(label: string, bytes: Uint8Array): { shardCount: number } {
  const header = parseMessage(bytes);
  // Checkpoints of TensorFlow before 0.12 are such a table too, of messages under the same key.
  if (typeof header.get(HEADER.numShards)?.[0] === "object") {
    throw new WdistError("UNSUPPORTED_FORMAT", {
      where: label,
      what: "is a TensorFlow checkpoint of the first format (V1)",
      fix: "load it with TensorFlow and save it with tf.train.Saver, which writes the second",
    });
  }
  if (numberIn(header, HEADER.endianness) !== LITTLE_ENDIAN) {
    throw new WdistError("UNSUPPORTED_FORMAT", {
      where: label,
      what: "its numbers are big-endian",
      fix: "save it on a little-endian machine",
    });
  }
  return { shardCount: Number(numberIn(header, HEADER.numShards)) };
}

/**
 * One variable of the index; `find` gives the entry under a key, for the slices of a partitioned one.
 * @throws WireError
 */
export function readBundleTensor(
  { key, value }: TableEntry,
  name: string,
  find: (key: Uint8Array) => Uint8Array | null,
): BundleTensor {
  const entry = parseMessage(value);
  const { dtype, shape } = describe(entry);
  const slices = messagesIn(entry, ENTRY.slices);
  if (slices.length === 0) return { name, dtype, shape, pieces: [pieceFrom(entry, dtype, shape)] };
  if (slices.length > MAX_SLICES) throw new WireError(`it is partitioned into ${slices.length}`);

  const parts = slices.map((slice) => {
    const extents = extentsFrom(slice, shape);
    const bytes = find(sliceKey(key, extents));
    if (bytes === null) throw new WireError("it is partitioned, and one of its slices is not in the index");
    return { start: extents[0]?.start ?? 0, ...partFrom(bytes, dtype, shape, extents) };
  });
  parts.sort((a, b) => a.start - b.start);
  let next = 0;
  for (const { start, rows } of parts) {
    if (start !== next) throw new WireError(`it is partitioned, and row ${next} is in no slice or in two`);
    next += rows;
  }
  if (next !== (shape[0] ?? 1)) throw new WireError(`it is partitioned, and row ${next} is in no slice`);
  return { name, dtype, shape, pieces: parts.map(({ piece }) => piece) };
}

function describe(entry: Message): { dtype: string; shape: number[] } {
  const id = Number(numberIn(entry, ENTRY.dtype));
  const [shape = new Map()] = messagesIn(entry, ENTRY.shape);
  const dims = messagesIn(shape, SHAPE.dim);
  if (dims.length > MAX_RANK) throw new WireError(`it has ${dims.length} dimensions`);
  const sizes = dims.map((dim) => sizeFrom(numberIn(dim, DIM.size), "a dimension"));
  return { dtype: DTYPES.get(id) ?? `TensorFlow type ${id}`, shape: sizes };
}

function sizeFrom(value: bigint, what: string): number {
  const signed = BigInt.asIntN(64, value);
  if (signed >= 0n && signed <= Number.MAX_SAFE_INTEGER) return Number(signed);
  throw new WireError(`${what} is ${signed}`);
}

function pieceFrom(entry: Message, dtype: string, shape: readonly number[]): BundlePiece {
  const startByte = sizeFrom(numberIn(entry, ENTRY.offset), "its offset");
  const size = sizeFrom(numberIn(entry, ENTRY.size), "its size");
  const bits = bitsOf(dtype);
  if (bits !== null && (elementsOf(shape) * bits) / 8 !== size) {
    throw new WireError(`it has shape [${shape}] of ${dtype}, but ${size} bytes`);
  }
  return {
    shard: sizeFrom(numberIn(entry, ENTRY.shard), "its data file"),
    startByte,
    endByte: startByte + size,
    maskedCrc: Number(numberIn(entry, ENTRY.crc32c)),
  };
}

/** Where a slice lies in its variable: only rows may be cut, as partitioners do. */
function extentsFrom(slice: Message, shape: readonly number[]): Extent[] {
  const extents = messagesIn(slice, SLICE.extent).map((extent) => ({
    start: sizeFrom(numberIn(extent, EXTENT.start), "the start of a slice"),
    length: extent.has(EXTENT.length)
      ? sizeFrom(numberIn(extent, EXTENT.length), "the length of a slice")
      : FULL_EXTENT,
  }));
  const isWhole = (extent: Extent, dim: number) =>
    extent.start === 0 && (extent.length === FULL_EXTENT || extent.length === shape[dim]);
  if (extents.length !== shape.length || !extents.slice(1).every((extent, i) => isWhole(extent, i + 1))) {
    throw new WireError("it is partitioned along another dimension than its first");
  }
  return extents;
}

function partFrom(
  bytes: Uint8Array,
  dtype: string,
  shape: readonly number[],
  [first]: readonly Extent[],
): { rows: number; piece: BundlePiece } {
  const entry = parseMessage(bytes);
  const [whole = 1, ...rest] = shape;
  const rows = first === undefined || first.length === FULL_EXTENT ? whole : first.length;
  if (describe(entry).dtype !== dtype)
    throw new WireError("it is partitioned, and its slices differ in dtype");
  return { rows, piece: pieceFrom(entry, dtype, [rows, ...rest]) };
}
