import { quote } from "../../escape.js";
import { overLimit } from "../shared/limit.js";
import type { Malformed } from "../shared/malformed.js";
import type { Scanner } from "../shared/scanner.js";
import { utf8Text } from "../shared/utf8.js";

/** What of a GGUF file's metadata is kept; the vocabulary and the like are passed over. */
export interface GgufMetadata {
  /** Short texts by key. */
  readonly texts: ReadonlyMap<string, string>;
  /** Unsigned numbers, those of F32, and truth values as 0 or 1, by key. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** The format's own limit. */
const MAX_KEY_BYTES = 65_535;
/** Longer texts (licences, chat templates) are passed over. */
const MAX_TEXT_BYTES = 1024;
/** Arrays of arrays are not written by anything that is known. */
const MAX_DEPTH = 64;
/** Real files have some thirty keys. */
const MAX_KEYS = 10_000;

/** The one number on which all offsets depend. */
export const ALIGNMENT = "general.alignment";

const UINT16 = 2;
const UINT32 = 4;
const FLOAT32 = 6;
const BOOL = 7;
const STRING = 8;
const ARRAY = 9;

/** Bytes of one value, by type: u8, i8, u16, i16, u32, i32, f32, bool, u64, i64, f64. */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [UINT16, 2],
  [3, 2],
  [UINT32, 4],
  [5, 4],
  [FLOAT32, 4],
  [BOOL, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);

/** Reads `count` keys with their values. */
export async function readGgufMetadata(
  scanner: Scanner,
  count: bigint,
  malformed: Malformed,
): Promise<GgufMetadata> {
  if (count > MAX_KEYS) throw overLimit(scanner.where, `claims ${count} keys; ${MAX_KEYS} is the limit`);
  const texts = new Map<string, string>();
  const numbers = new Map<string, number>();
  const keys = new Set<string>();
  for (let i = 0n; i < count; i++) {
    const { where } = scanner;
    const key = await readGgufString(scanner, "a key", MAX_KEY_BYTES, malformed);
    if (keys.has(key)) throw malformed(where, `the key ${quote(key)} is there twice`);
    keys.add(key);
    const type = await scanner.u32("a type");
    if (key === ALIGNMENT && type !== UINT32) {
      throw malformed(
        where,
        `${ALIGNMENT} is of type ${type}, where an unsigned integer of 32 bits should be`,
      );
    }
    if (type === STRING) await readText(scanner, key, texts, malformed);
    else if (type === UINT16) numbers.set(key, await scanner.u16("a value"));
    else if (type === UINT32) numbers.set(key, await scanner.u32("a value"));
    else if (type === FLOAT32) numbers.set(key, await scanner.f32("a value"));
    else if (type === BOOL) numbers.set(key, (await scanner.u8("a value")) === 0 ? 0 : 1);
    else await skipValue(scanner, type, malformed);
  }
  return { texts, numbers };
}

async function readText(
  scanner: Scanner,
  key: string,
  texts: Map<string, string>,
  malformed: Malformed,
): Promise<void> {
  const length = await scanner.u64("the length of a text");
  if (length > MAX_TEXT_BYTES) return scanner.skip(length, "a text");
  const text = utf8Text(await scanner.bytes(Number(length), "a text"));
  if (text === null) throw malformed(scanner.where, "a text is not valid UTF-8");
  texts.set(key, text);
}

/** A length and so many bytes of UTF-8. */
export async function readGgufString(
  scanner: Scanner,
  what: string,
  maxBytes: number,
  malformed: Malformed,
): Promise<string> {
  const { where } = scanner;
  const length = await scanner.u64(`the length of ${what}`);
  if (length > maxBytes) throw malformed(where, `${what} claims ${length} bytes; ${maxBytes} is the limit`);
  const text = utf8Text(await scanner.bytes(Number(length), what));
  if (text === null) throw malformed(where, `${what} is not valid UTF-8`);
  return text;
}

/** Passes over a value. Arrays may hold arrays: those still open are kept in a list, however deep they lie. */
async function skipValue(scanner: Scanner, type: number, malformed: Malformed): Promise<void> {
  /** Type and number of the values that are still to come, innermost last. */
  const open: { type: number; left: bigint }[] = [{ type, left: 1n }];
  for (let values = open.at(-1); values !== undefined; values = open.at(-1)) {
    const bytes = FIXED_BYTES.get(values.type);
    if (values.left === 0n) {
      open.pop();
    } else if (bytes !== undefined) {
      scanner.skip(values.left * BigInt(bytes), "an array");
      open.pop();
    } else if (values.type === STRING) {
      values.left--;
      scanner.skip(await scanner.u64("the length of a text"), "a text");
    } else if (values.type === ARRAY) {
      values.left--;
      if (open.length >= MAX_DEPTH) {
        throw overLimit(scanner.where, `arrays are nested deeper than ${MAX_DEPTH}`);
      }
      open.push({ type: await scanner.u32("an array's type"), left: await scanner.u64("an array's length") });
    } else {
      throw malformed(scanner.where, `a value has the unknown type ${values.type}`);
    }
  }
}
