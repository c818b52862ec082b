import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import type { TensorReader } from "../../model/tensors.js";
import { Budget } from "../shared/budget.js";
import { malformedAs } from "../shared/malformed.js";
import { Scanner } from "../shared/scanner.js";
import { elementsOf, type StoredTensor, storedReader } from "../shared/stored.js";
import { ggmlType } from "./ggmlTypes.js";
import { ALIGNMENT, type GgufMetadata, readGgufMetadata, readGgufString } from "./metadata.js";

/**
 * GGUF 2 and 3, the format of llama.cpp: key-value metadata, then each tensor's name, sizes, type and offset, then the
 * data. Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

const malformed = malformedAs(
  "a valid GGUF file",
  "copy or download the file again, or convert it again with llama.cpp's convert_hf_to_gguf.py",
);

/** "GGUF" */
const MAGIC_BYTES = 4;
const VERSIONS = [2, 3];
/** A vocabulary comes before the tensors: read it in large pieces. */
const WINDOW_BYTES = 1 << 18;
/** The format's own limit is 4. */
const MAX_RANK = 4;
/** The format's own limit for names is 64 bytes; some writers take more. */
const MAX_NAME_BYTES = 1024;
/** How the key ends that gives the number of blocks; it begins with the architecture. */
const DEPTH = ".block_count";
const DEFAULT_ALIGNMENT = 32;
const MIN_ALIGNMENT = 8;
/** A page; nobody aligns to more. */
const MAX_ALIGNMENT = 1 << 16;

/**
 * Opens a GGUF file: reads its metadata and where its tensors are. Quantised tensors are listed.
 * @throws WdistError MALFORMED, UNSUPPORTED_FORMAT
 */
export async function openGguf(source: ByteSource): Promise<TensorReader> {
  const scanner = new Scanner({ source, malformed, littleEndian: true, windowBytes: WINDOW_BYTES });
  scanner.skip(MAGIC_BYTES, "the magic number");
  requireVersion(source.label, await scanner.u32("the version"));
  const tensorCount = await scanner.u64("the number of tensors");
  const metadata = await readGgufMetadata(scanner, await scanner.u64("the number of keys"), malformed);
  requireWhole(source.label, metadata);
  requireOneArchitecture(source.label, metadata);
  const alignment = alignmentOf(source.label, metadata);
  const headers = await readTensorHeaders(source.label, scanner, tensorCount);
  const dataStartByte = Math.ceil(scanner.position / alignment) * alignment;
  const tensors = new Map(
    headers.map((header) => [header.name, place(source, header, dataStartByte, alignment)]),
  );
  requireApart(source.label, [...tensors.values()]);
  const reader = storedReader({ format: "gguf", source, tensors, metadata: metadata.texts });
  return { ...reader, stated: statedBy(metadata) };
}

/** What `config.json` calls a key of GGUF's, which begins with the architecture's name. */
const CONFIG_NAMES: readonly (readonly [key: string, name: string])[] = [
  ["attention.head_count", "n_head"],
  ["attention.layer_norm_epsilon", "layer_norm_epsilon"],
  ["use_parallel_residual", "use_parallel_residual"],
];

function statedBy({ texts, numbers }: GgufMetadata): Map<string, number> {
  const architecture = texts.get("general.architecture") ?? "";
  return new Map(
    CONFIG_NAMES.flatMap(([key, name]): [string, number][] => {
      const value = numbers.get(`${architecture}.${key}`);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function requireVersion(label: string, version: number): void {
  if (VERSIONS.includes(version)) return;
  const isSwapped = VERSIONS.includes(version / 2 ** 24);
  throw new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: isSwapped ? "is a big-endian GGUF file" : `is GGUF of version ${version}`,
    fix: `convert the model again, to little-endian GGUF ${VERSIONS.join(" or ")}`,
  });
}

function requireWhole(label: string, { numbers }: GgufMetadata): void {
  const parts = numbers.get("split.count") ?? 1;
  if (parts <= 1) return;
  throw new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: `is one of ${parts} parts of a model`,
    fix: "join the parts: llama-gguf-split --merge FIRST OUTPUT",
  });
}

/** A file that was changed by hand may name one architecture, and have the keys of another. */
function requireOneArchitecture(label: string, { texts, numbers }: GgufMetadata): void {
  const architecture = texts.get("general.architecture");
  if (architecture === undefined || numbers.has(`${architecture}${DEPTH}`)) return;
  const other = [...numbers.keys()].find((key) => key.endsWith(DEPTH));
  if (other === undefined) return;
  throw malformed(
    label,
    `its architecture is ${quote(architecture)}, and its depth that of another: it has ${quote(other)}`,
  );
}

function alignmentOf(label: string, { numbers }: GgufMetadata): number {
  const alignment = numbers.get(ALIGNMENT) ?? DEFAULT_ALIGNMENT;
  const isPowerOfTwo = Number.isInteger(Math.log2(alignment));
  if (isPowerOfTwo && alignment >= MIN_ALIGNMENT && alignment <= MAX_ALIGNMENT) return alignment;
  throw malformed(
    label,
    `its alignment is ${alignment}, which is not a power of two from ${MIN_ALIGNMENT} to ${MAX_ALIGNMENT}`,
  );
}

interface TensorHeader {
  readonly name: string;
  /** Row-major: the last dimension runs fastest. */
  readonly shape: readonly number[];
  readonly type: number;
  /** From the start of the data. */
  readonly offset: number;
}

async function readTensorHeaders(label: string, scanner: Scanner, count: bigint): Promise<TensorHeader[]> {
  const headers: TensorHeader[] = [];
  const names = new Set<string>();
  const budget = new Budget(label);
  for (let i = 0n; i < count; i++) {
    const { where } = scanner;
    const name = await readGgufString(scanner, "a tensor's name", MAX_NAME_BYTES, malformed);
    if (names.has(name)) throw malformed(where, `names the tensor ${quote(name)} twice`);
    names.add(name);
    budget.add(name.length, MAX_RANK);
    headers.push(await readTensorHeader(scanner, name));
  }
  return headers;
}

async function readTensorHeader(scanner: Scanner, name: string): Promise<TensorHeader> {
  const where = `${scanner.where}, tensor ${quote(name)}`;
  const rank = await scanner.u32("a number of dimensions");
  if (rank > MAX_RANK) throw malformed(where, `has ${rank} dimensions; ${MAX_RANK} is the limit`);
  const sizes: number[] = [];
  for (let dim = 0; dim < rank; dim++) sizes.push(Number(await scanner.u64("a dimension")));
  const type = await scanner.u32("a type");
  const offset = Number(await scanner.u64("an offset"));
  // GGUF names the fastest dimension first.
  const shape = sizes.reverse();
  if (!Number.isSafeInteger(elementsOf(shape)) || !Number.isSafeInteger(offset)) {
    throw malformed(where, `has shape [${shape}] at ${offset}, beyond any file`);
  }
  return { name, shape, type, offset };
}

/** Where a tensor is in the file: wholly inside it. */
function place(
  source: ByteSource,
  { name, shape, type, offset }: TensorHeader,
  dataStartByte: number,
  alignment: number,
): StoredTensor {
  const where = `${source.label}, tensor ${quote(name)}`;
  if (offset % alignment !== 0) {
    throw malformed(where, `begins at data byte ${offset}, which is not a multiple of ${alignment}`);
  }
  const ggml = ggmlType(type);
  // What is not known has no known length; it may be anywhere in the file, and is never read.
  const { dtype, blockElements, blockBytes } = ggml ?? {
    dtype: `ggml ${type}`,
    blockElements: 1,
    blockBytes: 0,
  };
  if ((shape.at(-1) ?? 1) % blockElements !== 0) {
    throw malformed(
      where,
      `has rows of ${shape.at(-1)}, which is not a multiple of ${dtype}'s blocks of ${blockElements}`,
    );
  }
  const startByte = dataStartByte + offset;
  const endByte = startByte + (elementsOf(shape) / blockElements) * blockBytes;
  if (endByte > source.byteLength) {
    throw malformed(where, `ends at byte ${endByte}, but the file has ${source.byteLength}: it is cut off`);
  }
  return { name, dtype, shape, startByte, endByte };
}

function requireApart(label: string, tensors: readonly StoredTensor[]): void {
  const inOrder = tensors.toSorted((a, b) => a.startByte - b.startByte || a.endByte - b.endByte);
  for (const [i, tensor] of inOrder.entries()) {
    const before = inOrder[i - 1];
    if (before === undefined || before.endByte <= tensor.startByte) continue;
    throw malformed(`${label}, tensor ${quote(tensor.name)}`, `overlaps the tensor ${quote(before.name)}`);
  }
}
