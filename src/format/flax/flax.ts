import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import type { TensorInfo, TensorReader } from "../../model/tensors.js";
import { Budget } from "../shared/budget.js";
import { decode } from "../shared/dtype.js";
import { overLimit } from "../shared/limit.js";
import { malformedAs } from "../shared/malformed.js";
import { Scanner } from "../shared/scanner.js";
import { byteLengthOf, elementsOf, requireReal, requireTensor } from "../shared/stored.js";
import { readHead, readText, skipRest } from "./msgpack.js";

/**
 * Flax's msgpack: maps by name in maps, and at their ends arrays as an extension that holds shape, dtype and bytes.
 * The walk passes over the bytes. Source: flax/serialization.py.
 */

const malformed = malformedAs(
  "a valid Flax checkpoint",
  "copy or download the file again, or save it again: flax.serialization.to_bytes(params)",
);

/** Flax's numbers for what msgpack itself does not know. */
const ARRAY_EXTENSION = 1;
/** Arrays above 1 GB are kept as a map of this key, the shape, and pieces. */
const CHUNKED_KEY = "__msgpack_chunked_array__";
/** Deeper than any model's tree; guards the stack. */
const MAX_DEPTH = 32;
const MAX_KEY_BYTES = 1024;
/** Of NumPy 2. */
const MAX_RANK = 64;
const MAX_DTYPE_CHARACTERS = 40;
/** Of a gigabyte each. */
const MAX_CHUNKS = 10_000;

const DTYPES: ReadonlyMap<string, string> = new Map([
  ["float64", "F64"],
  ["float32", "F32"],
  ["float16", "F16"],
  ["bfloat16", "BF16"],
  ["float8_e4m3fn", "F8_E4M3"],
  ["float8_e5m2", "F8_E5M2"],
  ["int64", "I64"],
  ["int32", "I32"],
  ["int16", "I16"],
  ["int8", "I8"],
  ["uint64", "U64"],
  ["uint32", "U32"],
  ["uint16", "U16"],
  ["uint8", "U8"],
  ["bool", "BOOL"],
  ["complex64", "C64"],
]);

interface Piece {
  readonly startByte: number;
  readonly endByte: number; // exclusive
}

interface FlaxArray extends Omit<TensorInfo, "name"> {
  readonly pieces: readonly Piece[];
}

type FlaxTensor = FlaxArray & TensorInfo;

/** What is at a place of the tree; null for what is passed over. */
type Node = Map<string, Node> | FlaxArray | number | null;

/**
 * Opens a Flax checkpoint: walks its tree, and passes over the bytes of its arrays.
 * @throws WdistError MALFORMED
 */
export async function openFlax(source: ByteSource): Promise<TensorReader> {
  const scanner = new Scanner({ source, malformed, littleEndian: false, windowBytes: 1 << 12 });
  const root = await readNode(scanner, new Budget(source.label), 0);
  if (scanner.bytesLeft > 0) {
    throw malformed(scanner.where, `${scanner.bytesLeft} bytes are left over at its end`);
  }
  const tensors = new Map<string, FlaxTensor>();
  if (root instanceof Map) collect(source.label, root, [], tensors);
  return {
    format: "flax",
    label: source.label,
    files: [source.label],
    tensors,
    metadata: new Map(),
    read: async (name) => {
      const tensor = requireTensor(source.label, tensors, name);
      requireReal(source.label, tensor);
      return decode(await readPieces(source, tensor.pieces), tensor.dtype);
    },
    locate: async (name) => {
      const tensor = requireTensor(source.label, tensors, name);
      requireReal(source.label, tensor);
      return tensor.pieces.map((piece) => ({ source, ...piece }));
    },
    close: () => source.close(),
  };
}

async function readNode(scanner: Scanner, budget: Budget, depth: number): Promise<Node> {
  const { where } = scanner;
  const head = await readHead(scanner, malformed);
  if (head.kind === "integer") return head.value;
  if (head.kind === "extension" && head.type === ARRAY_EXTENSION) return readArray(scanner, head.byteLength);
  if (head.kind !== "map" && head.kind !== "array") {
    await skipRest(scanner, head, malformed);
    return null;
  }
  if (depth >= MAX_DEPTH) throw overLimit(where, `its tree is deeper than ${MAX_DEPTH}`);
  const items = new Map<string, Node>();
  for (let i = 0; i < head.items; i++) {
    const { where: whereKey } = scanner;
    const isMap = head.kind === "map";
    const key = isMap ? await readText(scanner, "a key", MAX_KEY_BYTES, malformed) : String(i);
    if (items.has(key)) throw malformed(whereKey, `the key ${quote(key)} is twice in one map`);
    const node = await readNode(scanner, budget, depth + 1);
    // Of a list only what holds arrays is kept: there are long ones of numbers.
    if (!isMap && (node === null || typeof node === "number")) continue;
    budget.add(key.length, rankOf(node));
    items.set(key, node);
  }
  return items;
}

function rankOf(node: Node): number {
  return node === null || typeof node === "number" || node instanceof Map ? 0 : node.shape.length;
}

/** An array of three: the shape, the name of the dtype, the bytes. */
async function readArray(scanner: Scanner, byteLength: number): Promise<FlaxArray> {
  const { where } = scanner;
  const endByte = scanner.position + byteLength;
  if (byteLength > scanner.bytesLeft) {
    throw malformed(where, `an array takes ${byteLength} bytes, but only ${scanner.bytesLeft} follow`);
  }
  const head = await readHead(scanner, malformed);
  if (head.kind !== "array" || head.items !== 3)
    throw malformed(where, "an array is not shape, dtype and bytes");
  const shape = await readShape(scanner);
  const name = await readText(scanner, "a dtype", MAX_KEY_BYTES, malformed);
  // What has no name here is listed by its own, and never read.
  const dtype = DTYPES.get(name) ?? name.slice(0, MAX_DTYPE_CHARACTERS);
  const data = await readHead(scanner, malformed);
  const isWhole =
    data.kind === "bytes" && (!DTYPES.has(name) || data.byteLength === byteLengthOf(dtype, shape));
  if (!isWhole || scanner.position + data.byteLength !== endByte) {
    throw malformed(where, `an array of shape [${shape}] of ${dtype} does not have the bytes for it`);
  }
  const startByte = scanner.position;
  scanner.skip(data.byteLength, "an array");
  return { dtype, shape, pieces: [{ startByte, endByte }] };
}

async function readShape(scanner: Scanner): Promise<number[]> {
  const { where } = scanner;
  const head = await readHead(scanner, malformed);
  if (head.kind !== "array" || head.items > MAX_RANK)
    throw malformed(where, "a shape is not a list of sizes");
  const shape: number[] = [];
  for (let dim = 0; dim < head.items; dim++) {
    const size = await readHead(scanner, malformed);
    if (size.kind !== "integer" || !isSize(size.value))
      throw malformed(where, "a size is not a number from 0 to 2^53");
    shape.push(size.value);
  }
  return shape;
}

function isSize(value: Node | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Gives every array of the tree its path for a name. */
function collect(
  label: string,
  items: ReadonlyMap<string, Node>,
  path: readonly string[],
  tensors: Map<string, FlaxTensor>,
): void {
  for (const [key, node] of items) {
    const keys = [...path, key];
    const name = keys.join("/");
    const array = node instanceof Map && node.has(CHUNKED_KEY) ? joinChunks(label, name, node) : node;
    if (array instanceof Map) {
      collect(label, array, keys, tensors);
    } else if (array !== null && typeof array === "object") {
      if (tensors.has(name)) throw malformed(label, `two arrays have the path ${quote(name)}`);
      tensors.set(name, { ...array, name });
    }
  }
}

/** One array of what was written in pieces, each of one dimension. */
function joinChunks(label: string, name: string, node: ReadonlyMap<string, Node>): FlaxArray {
  const where = `${label}, array ${quote(name)}`;
  const shape = inOrder(node.get("shape")).map((size) => {
    if (isSize(size)) return size;
    throw malformed(where, "its shape is not a list of sizes");
  });
  const chunks = inOrder(node.get("chunks")).map((chunk) => {
    if (chunk instanceof Map || chunk === null || typeof chunk !== "object") {
      throw malformed(where, "a piece of it is not an array");
    }
    return chunk;
  });
  const dtypes = new Set(chunks.map(({ dtype }) => dtype));
  const [dtype = "F32"] = dtypes;
  const elements = chunks.reduce((sum, chunk) => sum + elementsOf(chunk.shape), 0);
  if (dtypes.size > 1 || chunks.length > MAX_CHUNKS || elements !== elementsOf(shape)) {
    throw malformed(
      where,
      `its ${chunks.length} pieces hold ${elements} numbers, which do not make its shape [${shape}]`,
    );
  }
  return { dtype, shape, pieces: chunks.flatMap(({ pieces }) => pieces) };
}

/** A list as Flax keeps it: a map of "0", "1", ... */
function inOrder(node: Node | undefined): Node[] {
  if (!(node instanceof Map)) return [];
  return Array.from({ length: node.size }, (_, i) => node.get(String(i)) ?? null);
}

async function readPieces(source: ByteSource, pieces: readonly Piece[]): Promise<Uint8Array> {
  const read = await Promise.all(pieces.map(({ startByte, endByte }) => source.read(startByte, endByte)));
  const [only, ...others] = read;
  return only !== undefined && others.length === 0 ? only : Buffer.concat(read);
}
