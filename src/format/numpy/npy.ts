import { quote } from "../../escape.js";
import type { Trouble } from "../../model/tensors.js";
import type { Malformed } from "../shared/malformed.js";

/**
 * The header of a NumPy array: magic, version, length, and a Python dict that is matched, never evaluated.
 * Source: numpy/lib/format.py.
 */

export interface NpyHeader {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** 0 for objects, which have no length. */
  readonly elementBytes: number;
  readonly isBigEndian: boolean;
  /** Column-major: the first dimension runs fastest. */
  readonly isFortranOrder: boolean;
  readonly dataStartByte: number;
  /** Why its values are not read, where that is so. */
  readonly trouble?: Trouble;
}

/** Headers of plain arrays have 128 bytes; this is more than any dimensions need. */
export const HEADER_READ_BYTES = 1024;

const MAGIC = "\x93NUMPY";
const VERSION_BYTE = 6;
/** Version 1 counts the header in two bytes, versions 2 and 3 in four. */
const LENGTH_BYTE = 8;

/** The three keys in the order in which NumPy writes them, or any other. */
const KEY =
  /'(?<key>descr|fortran_order|shape)':\s*(?:'(?<text>[^'\\]*)'|(?<flag>True|False)|\((?<sizes>[0-9L, ]*)\))\s*(?:,\s*|$)/y;
/** The type of a record is a list of its fields. */
const STRUCTURED = /^\s*\{\s*'descr':\s*\[/;
const DESCR = /^(?<order>[<>|=])(?<kind>[a-zA-Z])(?<bytes>\d{0,6})(?:\[\w+\])?$/;
/** Of NumPy 2. */
const MAX_RANK = 64;
/** What is between the parentheses: nothing, one number and a comma, or several with commas between them. */
const PYTHON_TUPLE = /^\s*(?:\d+L?\s*,\s*(?:\d+L?\s*(?:,\s*\d+L?\s*)*,?)?)?\s*$/;

/** By NumPy's letter and number of bytes. */
const DTYPES: ReadonlyMap<string, string> = new Map([
  ["f8", "F64"],
  ["f4", "F32"],
  ["f2", "F16"],
  ["i8", "I64"],
  ["i4", "I32"],
  ["i2", "I16"],
  ["i1", "I8"],
  ["u8", "U64"],
  ["u4", "U32"],
  ["u2", "U16"],
  ["u1", "U8"],
  ["b1", "BOOL"],
]);

/** Understands the header at the beginning of `bytes`. */
export function parseNpyHeader(where: string, bytes: Uint8Array, malformed: Malformed): NpyHeader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < LENGTH_BYTE + 4 || buffer.toString("latin1", 0, VERSION_BYTE) !== MAGIC) {
    throw malformed(where, "does not begin as an array of NumPy does");
  }
  const version = buffer.readUInt8(VERSION_BYTE);
  if (version < 1 || version > 3) throw malformed(where, `is of version ${version}; 1 to 3 are known`);
  const startByte = version === 1 ? LENGTH_BYTE + 2 : LENGTH_BYTE + 4;
  const length = version === 1 ? buffer.readUInt16LE(LENGTH_BYTE) : buffer.readUInt32LE(LENGTH_BYTE);
  if (STRUCTURED.test(buffer.toString("latin1", startByte))) return structured(startByte + length);
  if (startByte + length > buffer.length) {
    throw malformed(where, `its header claims ${length} bytes; those of plain arrays take a few hundred`);
  }
  const text = buffer.toString("latin1", startByte, startByte + length);
  return { ...parseDict(where, text, malformed), dataStartByte: startByte + length };
}

/** An array of records: other arrays of the archive are read all the same. */
function structured(dataStartByte: number): NpyHeader {
  return {
    dtype: "structured",
    shape: [],
    elementBytes: 0,
    isBigEndian: false,
    isFortranOrder: false,
    dataStartByte,
    trouble: {
      what: "is an array of records, whose values are not read",
      fix: "save plain arrays of floats",
    },
  };
}

function parseDict(where: string, text: string, malformed: Malformed): Omit<NpyHeader, "dataStartByte"> {
  const found = new Map<string, RegExpExecArray["groups"]>();
  const body = /^\s*\{(?<body>.*)\}\s*$/s.exec(text)?.groups?.body?.trim() ?? "";
  KEY.lastIndex = 0;
  for (let match = KEY.exec(body); match !== null; match = KEY.exec(body)) {
    if (found.has(match.groups?.key ?? "")) throw malformed(where, "its header has a key twice");
    found.set(match.groups?.key ?? "", match.groups);
    if (KEY.lastIndex === body.length) break;
  }
  const descr = found.get("descr")?.text;
  const flag = found.get("fortran_order")?.flag;
  const sizes = found.get("shape")?.sizes;
  if (descr === undefined || flag === undefined || sizes === undefined || KEY.lastIndex !== body.length) {
    throw malformed(where, `its header is not that of a plain array: ${quote(text.trim().slice(0, 80))}`);
  }
  return {
    ...parseDescr(where, descr, malformed),
    shape: parseShape(where, sizes, malformed),
    isFortranOrder: flag === "True",
  };
}

function parseDescr(
  where: string,
  descr: string,
  malformed: Malformed,
): Pick<NpyHeader, "dtype" | "elementBytes" | "isBigEndian"> {
  const { order, kind, bytes } = DESCR.exec(descr)?.groups ?? {};
  if (kind === undefined) throw malformed(where, `has the unknown dtype ${quote(descr)}`);
  return {
    dtype: DTYPES.get(`${kind}${bytes}`) ?? descr,
    elementBytes: kind === "O" ? 0 : Number(bytes) * (kind === "U" ? 4 : 1),
    isBigEndian: order === ">",
  };
}

function parseShape(where: string, text: string, malformed: Malformed): number[] {
  const shape = (text.match(/\d+/g) ?? []).map(Number);
  if (!PYTHON_TUPLE.test(text) || shape.length > MAX_RANK || !shape.every(Number.isSafeInteger)) {
    throw malformed(where, `has the impossible shape (${text.slice(0, 80)})`);
  }
  return shape;
}

/** Turns big-endian numbers into little-endian ones, in place. */
export function swapBytes(bytes: Uint8Array, elementBytes: number): void {
  for (let startByte = 0; startByte + elementBytes <= bytes.length; startByte += elementBytes) {
    bytes.subarray(startByte, startByte + elementBytes).reverse();
  }
}
