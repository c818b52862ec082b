import { WdistError } from "../../errors.js";
import type { ByteSource } from "../../model/bytes.js";
import type { TensorReader } from "../../model/tensors.js";
import { overLimit } from "../shared/limit.js";
import { malformedAs } from "../shared/malformed.js";
import { byteLengthOf, elementsOf, type StoredTensor, storedReader } from "../shared/stored.js";
import { OTHER_FILES } from "./signature.js";

/**
 * llm.c's model file: 256 integers of 32 bits, then sixteen arrays, some of which hold a part for each block. The file
 * has no names: each array gets the name that it has in llm.c's `ParameterTensors`, and its part for block 3 is `ln1w[3]`.
 * Source: `gpt2_write_to_checkpoint` of llm.c's train_gpt2.cu and `write_model` of its train_gpt2.py.
 */

const malformed = malformedAs(
  "a valid llm.c model",
  "copy the file again, or write it again with llm.c's train_gpt2.py",
);

/** What version of the file holds which numbers. Versions 1 and 2 had vocabularies that were not padded. */
const DTYPES: ReadonlyMap<number, string> = new Map([
  [3, "F32"],
  [5, "BF16"],
]);
const HEADER_BYTES = 256 * 4;
/** No model is deeper; each block makes twelve tensors. */
const MAX_BLOCKS = 10_000;

function magicOf(head: Uint8Array): number {
  return head.length < 4 ? 0 : new DataView(head.buffer, head.byteOffset).getInt32(0, true);
}

interface Sizes {
  readonly positions: number;
  readonly blocks: number;
  readonly width: number;
  readonly paddedVocabulary: number;
}

/**
 * Opens an llm.c model: reads its header, and checks that the file is as long as that says.
 * @throws WdistError MALFORMED, UNSUPPORTED_FORMAT
 */
export async function openLlmC(source: ByteSource): Promise<TensorReader> {
  if (source.byteLength < HEADER_BYTES) {
    throw malformed(source.label, `has ${source.byteLength} bytes; its header alone takes ${HEADER_BYTES}`);
  }
  const bytes = await source.read(0, HEADER_BYTES);
  requireModel(source.label, magicOf(bytes));
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const at = (i: number) => header.getInt32(i * 4, true);
  const dtype = dtypeOf(source.label, at(1));
  const sizes = { positions: at(2), blocks: at(4), width: at(6), paddedVocabulary: at(7) };
  requireLength(source, dtype, sizes);
  const tensors = placeTensors(dtype, sizes);
  // The rows of the embedding beyond the vocabulary are there for the alignment of memory alone.
  const stated = new Map([
    ["vocab_size", at(3)],
    ["n_head", at(5)],
  ]);
  return { ...storedReader({ format: "llm.c", source, tensors, metadata: new Map() }), stated };
}

function requireModel(label: string, magic: number): void {
  const other = OTHER_FILES.get(magic);
  if (other === undefined) return;
  throw new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: `is ${other}, not a model`,
    fix: "name the model file, as model_00001000.bin or gpt2_124M.bin",
  });
}

function dtypeOf(label: string, version: number): string {
  const dtype = DTYPES.get(version);
  if (dtype !== undefined) return dtype;
  throw new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: `is an llm.c model of version ${version}; versions ${[...DTYPES.keys()].join(" and ")} are read`,
    fix: "write it again with a current llm.c",
  });
}

/** One array of the file. */
interface Parameter {
  readonly name: string;
  /** It holds as many parts as there are blocks. */
  readonly ofBlocks: boolean;
  /** Of the array, or of each part. */
  readonly shape: readonly number[];
}

/** The sixteen arrays in the order of the file. */
function parameters({ positions, width, paddedVocabulary }: Sizes): Parameter[] {
  const inBlocks: readonly (readonly [name: string, shape: readonly number[]])[] = [
    ["ln1w", [width]],
    ["ln1b", [width]],
    ["qkvw", [3 * width, width]],
    ["qkvb", [3 * width]],
    ["attprojw", [width, width]],
    ["attprojb", [width]],
    ["ln2w", [width]],
    ["ln2b", [width]],
    ["fcw", [4 * width, width]],
    ["fcb", [4 * width]],
    ["fcprojw", [width, 4 * width]],
    ["fcprojb", [width]],
  ];
  return [
    { name: "wte", ofBlocks: false, shape: [paddedVocabulary, width] },
    { name: "wpe", ofBlocks: false, shape: [positions, width] },
    ...inBlocks.map(([name, shape]) => ({ name, ofBlocks: true, shape })),
    { name: "lnfw", ofBlocks: false, shape: [width] },
    { name: "lnfb", ofBlocks: false, shape: [width] },
  ];
}

/** The file's length must be that of all arrays: only then are the sizes believed. */
function requireLength(source: ByteSource, dtype: string, sizes: Sizes): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (size <= 0) throw malformed(source.label, `its header says ${size} ${name}`);
  }
  if (sizes.blocks > MAX_BLOCKS) {
    throw overLimit(source.label, `its header says ${sizes.blocks} blocks; ${MAX_BLOCKS} is the limit`);
  }
  const elements = parameters(sizes).reduce(
    (sum, parameter) => sum + elementsOf(parameter.shape) * (parameter.ofBlocks ? sizes.blocks : 1),
    0,
  );
  const data = byteLengthOf(dtype, [elements]);
  if (data !== null && HEADER_BYTES + data === source.byteLength) return;
  throw malformed(
    source.label,
    `its header (${sizes.blocks} blocks of width ${sizes.width}) needs ${elements} numbers of ${dtype}, which do not fit its ${source.byteLength} bytes`,
  );
}

function placeTensors(dtype: string, sizes: Sizes): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  let startByte = HEADER_BYTES;
  for (const parameter of parameters(sizes)) {
    const byteLength = byteLengthOf(dtype, parameter.shape) ?? 0;
    const parts = parameter.ofBlocks ? sizes.blocks : 1;
    for (let part = 0; part < parts; part++) {
      const name = parameter.ofBlocks ? `${parameter.name}[${part}]` : parameter.name;
      tensors.set(name, { name, dtype, shape: parameter.shape, startByte, endByte: startByte + byteLength });
      startByte += byteLength;
    }
  }
  return tensors;
}
