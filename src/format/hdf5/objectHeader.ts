import type { PagedBytes } from "./pagedBytes.js";

/**
 * A message in the header of an object, found by the object's address: the library does not tell what a type is made of.
 * Source: HDF5 File Format Specification Version 3.0, II.A (superblock), IV.A (object headers) and IV.A.2 (messages).
 */

const SIGNATURE = "\x89HDF\r\n\x1a\n";
/** Something else may be in front of the file: up to here it is looked for, at powers of two. */
const MAX_SUPERBLOCK_BYTE = 1 << 20;
const DATATYPE = 0x0003;
const CONTINUATION = 0x0010;
/** A flag of messages that are kept elsewhere. */
const IS_SHARED = 0x02;
/** Headers have a handful of messages, in one or two pieces. */
const MAX_MESSAGES = 1000;
const MAX_PIECES = 64;
const MAX_MESSAGE_BYTES = 1 << 16;
/** A committed type is itself committed nowhere. */
const MAX_SHARES = 2;

/** How this file writes addresses. */
interface Sizes {
  /** Where addresses count from. */
  readonly baseByte: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

interface Piece {
  readonly startByte: number;
  readonly endByte: number; // exclusive
}

interface Message {
  readonly type: number;
  readonly isShared: boolean;
  readonly body: Buffer;
}

/** The datatype message of the object at an address; null where it cannot be found, or bytes are missing. */
export function datatypeAt(bytes: PagedBytes, address: number): Buffer | null {
  const sizes = sizesOf(bytes);
  let at: number | null = address;
  for (let shares = 0; sizes !== null && at !== null && shares < MAX_SHARES; shares++) {
    const message = findDatatype(bytes, sizes, at);
    if (message === null) return null;
    if (!message.isShared) return message.body;
    at = sharedAddress(message.body, sizes);
  }
  return null;
}

function sizesOf(bytes: PagedBytes): Sizes | null {
  for (
    let startByte = 0;
    startByte <= MAX_SUPERBLOCK_BYTE;
    startByte = startByte === 0 ? 512 : startByte * 2
  ) {
    const block = take(bytes, startByte, Math.min(startByte + 64, bytes.byteLength));
    if (block === null || block.length < 32) return null;
    if (block.toString("latin1", 0, 8) !== SIGNATURE) continue;
    const isOld = block.readUInt8(8) < 2;
    const [offsetBytes, lengthBytes] = isOld
      ? [block.readUInt8(13), block.readUInt8(14)]
      : [block.readUInt8(9), block.readUInt8(10)];
    const isUsual = [offsetBytes, lengthBytes].every((size) => size === 2 || size === 4 || size === 8);
    const baseAt = isOld ? (block.readUInt8(8) === 1 ? 28 : 24) : 12;
    return isUsual ? { offsetBytes, lengthBytes, baseByte: numberAt(block, baseAt, offsetBytes) } : null;
  }
  return null;
}

function findDatatype(bytes: PagedBytes, sizes: Sizes, address: number): Message | null {
  const startByte = sizes.baseByte + address;
  const beginning = take(bytes, startByte, Math.min(startByte + 64, bytes.byteLength));
  if (beginning === null || beginning.length < 16) return null;
  const isNew = beginning.toString("latin1", 0, 4) === "OHDR";
  const first = isNew ? firstPieceOfNew(beginning, startByte) : firstPieceOfOld(beginning, startByte);
  const hasOrder = isNew && (beginning.readUInt8(5) & 0x04) !== 0;
  const pieces = [first];
  for (let i = 0, messages = 0; i < pieces.length && i < MAX_PIECES; i++) {
    const { startByte: from, endByte } = pieces[i] as Piece;
    const piece = take(bytes, from, endByte);
    if (piece === null) return null;
    for (const message of messagesIn(piece, isNew, hasOrder)) {
      if (messages++ > MAX_MESSAGES) return null;
      if (message.type === DATATYPE) return message;
      if (message.type === CONTINUATION) pieces.push(continuationOf(message.body, sizes, isNew));
    }
  }
  return null;
}

/** Version, number of messages, references, and the length of what follows behind four bytes of padding. */
function firstPieceOfOld(beginning: Buffer, startByte: number): Piece {
  return { startByte: startByte + 16, endByte: startByte + 16 + beginning.readUInt32LE(8) };
}

/** Behind signature, version and flags: four times, two limits, and a length of one, two, four or eight bytes. */
function firstPieceOfNew(beginning: Buffer, startByte: number): Piece {
  const flags = beginning.readUInt8(5);
  const lengthAt = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const lengthBytes = 1 << (flags & 0x03);
  const from = startByte + lengthAt + lengthBytes;
  return { startByte: from, endByte: from + numberAt(beginning, lengthAt, lengthBytes) };
}

/** A new piece has a signature in front and a checksum behind its messages. */
function continuationOf(body: Buffer, { baseByte, offsetBytes, lengthBytes }: Sizes, isNew: boolean): Piece {
  const startByte = baseByte + numberAt(body, 0, offsetBytes);
  const endByte = startByte + numberAt(body, offsetBytes, lengthBytes);
  return isNew ? { startByte: startByte + 4, endByte: endByte - 4 } : { startByte, endByte };
}

function* messagesIn(piece: Buffer, isNew: boolean, hasOrder: boolean): Generator<Message> {
  const headBytes = isNew ? (hasOrder ? 6 : 4) : 8;
  for (let at = 0; at + headBytes <= piece.length; ) {
    const type = isNew ? piece.readUInt8(at) : piece.readUInt16LE(at);
    const byteLength = piece.readUInt16LE(isNew ? at + 1 : at + 2);
    const flags = piece.readUInt8(isNew ? at + 3 : at + 4);
    at += headBytes;
    yield { type, isShared: (flags & IS_SHARED) !== 0, body: piece.subarray(at, at + byteLength) };
    at += byteLength;
  }
}

/** Where a committed type is; null for one in a heap. */
function sharedAddress(body: Buffer, { offsetBytes }: Sizes): number | null {
  if (body.length < 2 + offsetBytes) return null;
  const version = body.readUInt8(0);
  // Versions 2 and 3 have the address behind a byte that says what it is the address of; version 1 behind six more.
  const isHeap = version === 3 && body.readUInt8(1) === 1;
  const at = version === 1 ? 8 : 2;
  return isHeap || body.length < at + offsetBytes ? null : numberAt(body, at, offsetBytes);
}

/** Null where they are not inside the file, not here yet, or more than any header has. */
function take(bytes: PagedBytes, startByte: number, endByte: number): Buffer | null {
  const isPlausible = startByte >= 0 && startByte <= endByte && endByte - startByte <= MAX_MESSAGE_BYTES;
  if (!isPlausible || endByte > bytes.byteLength) return null;
  const target = Buffer.alloc(endByte - startByte);
  return bytes.copy(startByte, target) ? target : null;
}

/** Little-endian. */
export function numberAt(bytes: Buffer, at: number, length: number): number {
  if (at + length > bytes.length) return Number.NaN;
  return length === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUIntLE(at, length);
}
