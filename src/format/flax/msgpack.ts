import { overLimit } from "../shared/limit.js";
import type { Malformed } from "../shared/malformed.js";
import type { Scanner } from "../shared/scanner.js";
import { utf8Text } from "../shared/utf8.js";

/**
 * What one msgpack item begins with: read without what it holds, so that the walk over the file decides what to read
 * and what to pass over. Source: https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export type MsgpackHead =
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "map" | "array"; readonly items: number }
  | { readonly kind: "text" | "bytes"; readonly byteLength: number }
  | { readonly kind: "extension"; readonly byteLength: number; readonly type: number }
  /** nil, booleans and floating-point numbers, which are passed over. */
  | { readonly kind: "other" };

type Reader = (scanner: Scanner) => Promise<MsgpackHead>;

const WHAT = "an item";

function integer(read: (scanner: Scanner) => Promise<number>): Reader {
  return async (scanner) => ({ kind: "integer", value: await read(scanner) });
}

function container(kind: "map" | "array", read: (scanner: Scanner) => Promise<number>): Reader {
  return async (scanner) => ({ kind, items: await read(scanner) });
}

function run(kind: "text" | "bytes", read: (scanner: Scanner) => Promise<number>): Reader {
  return async (scanner) => ({ kind, byteLength: await read(scanner) });
}

function extension(read: (scanner: Scanner) => Promise<number>): Reader {
  return async (scanner) => ({
    kind: "extension",
    byteLength: await read(scanner),
    type: await scanner.u8("the type of an extension"),
  });
}

function other(byteLength: number): Reader {
  return async (scanner) => {
    scanner.skip(byteLength, WHAT);
    return { kind: "other" };
  };
}

const u8 = (scanner: Scanner) => scanner.u8(WHAT);
const u16 = (scanner: Scanner) => scanner.u16(WHAT);
const u32 = (scanner: Scanner) => scanner.u32(WHAT);

/** By first byte, where that is not a small value by itself. */
const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  // nil, false, true
  [0xc0, other(0)],
  [0xc2, other(0)],
  [0xc3, other(0)],
  // bin 8, 16, 32
  [0xc4, run("bytes", u8)],
  [0xc5, run("bytes", u16)],
  [0xc6, run("bytes", u32)],
  // ext 8, 16, 32
  [0xc7, extension(u8)],
  [0xc8, extension(u16)],
  [0xc9, extension(u32)],
  // float 32, 64
  [0xca, other(4)],
  [0xcb, other(8)],
  // uint 8, 16, 32, 64
  [0xcc, integer(u8)],
  [0xcd, integer(u16)],
  [0xce, integer(u32)],
  [0xcf, integer(async (scanner) => Number(await scanner.u64(WHAT)))],
  // int 8, 16, 32, 64
  [0xd0, integer(async (scanner) => ((await scanner.u8(WHAT)) << 24) >> 24)],
  [0xd1, integer(async (scanner) => ((await scanner.u16(WHAT)) << 16) >> 16)],
  [0xd2, integer(async (scanner) => (await scanner.u32(WHAT)) | 0)],
  [0xd3, integer(async (scanner) => Number(BigInt.asIntN(64, await scanner.u64(WHAT))))],
  // fixext 1, 2, 4, 8, 16
  [0xd4, extension(async () => 1)],
  [0xd5, extension(async () => 2)],
  [0xd6, extension(async () => 4)],
  [0xd7, extension(async () => 8)],
  [0xd8, extension(async () => 16)],
  // str 8, 16, 32
  [0xd9, run("text", u8)],
  [0xda, run("text", u16)],
  [0xdb, run("text", u32)],
  // array 16, 32; map 16, 32
  [0xdc, container("array", u16)],
  [0xdd, container("array", u32)],
  [0xde, container("map", u16)],
  [0xdf, container("map", u32)],
]);

/** Reads the head of the next item. */
export async function readHead(scanner: Scanner, malformed: Malformed): Promise<MsgpackHead> {
  const { where } = scanner;
  const first = await scanner.u8(WHAT);
  if (first <= 0x7f) return { kind: "integer", value: first };
  if (first <= 0x8f) return { kind: "map", items: first & 0x0f };
  if (first <= 0x9f) return { kind: "array", items: first & 0x0f };
  if (first <= 0xbf) return { kind: "text", byteLength: first & 0x1f };
  if (first >= 0xe0) return { kind: "integer", value: first - 0x100 };
  const read = READERS.get(first);
  if (read === undefined) throw malformed(where, `byte 0x${first.toString(16)} begins no item`);
  return read(scanner);
}

/** Reads the next item, which must be a text of at most `maxBytes`. */
export async function readText(
  scanner: Scanner,
  what: string,
  maxBytes: number,
  malformed: Malformed,
): Promise<string> {
  const { where } = scanner;
  const head = await readHead(scanner, malformed);
  if (head.kind !== "text") throw malformed(where, `${what} is not a text`);
  if (head.byteLength > maxBytes) {
    throw overLimit(where, `${what} has ${head.byteLength} bytes; ${maxBytes} is the limit`);
  }
  const text = utf8Text(await scanner.bytes(head.byteLength, what));
  if (text === null) throw malformed(where, `${what} is not valid UTF-8`);
  return text;
}

/** Passes over what an item holds whose head was read; depth is limited by counting, not by calling. */
export async function skipRest(scanner: Scanner, head: MsgpackHead, malformed: Malformed): Promise<void> {
  let left = itemsIn(scanner, head);
  while (left > 0) left += itemsIn(scanner, await readHead(scanner, malformed)) - 1;
}

/** Passes over the bytes of an item, and says how many items it holds. */
function itemsIn(scanner: Scanner, head: MsgpackHead): number {
  if (head.kind === "map") return head.items * 2;
  if (head.kind === "array") return head.items;
  if (head.kind === "text" || head.kind === "bytes" || head.kind === "extension") {
    scanner.skip(head.byteLength, WHAT);
  }
  return 0;
}
