import { quote } from "../../escape.js";
import type { ByteSource, StoredPiece } from "../../model/bytes.js";
import type { TensorReader } from "../../model/tensors.js";
import { decode } from "../shared/dtype.js";
import { malformedAs } from "../shared/malformed.js";
import { elementsOf, requireReal, requireTensor } from "../shared/stored.js";
import { gather } from "../shared/strided.js";
import { openZip, type ZipArchive } from "../shared/zip.js";
import type { ZipEntry } from "../shared/zipDirectory.js";
import { HEADER_READ_BYTES, type NpyHeader, parseNpyHeader, swapBytes } from "./npy.js";

/** NumPy's archive of arrays: a zip archive of `NAME.npy`, stored (`savez`) or deflated (`savez_compressed`). */

const malformed = malformedAs(
  "a valid NumPy archive",
  "copy or download the file again, or save it again: numpy.savez(path, **arrays)",
);

const ENDING = ".npy";
/** Headers are read together, but not more at once than a file system or a server likes. */
const HEADERS_AT_ONCE = 32;

interface NpyArray extends NpyHeader {
  readonly name: string;
  readonly entry: ZipEntry;
}

/**
 * Opens a NumPy archive: reads its directory and every array's header.
 * @throws WdistError MALFORMED
 */
export async function openNpz(source: ByteSource): Promise<TensorReader> {
  const archive = await openZip(source, malformed);
  const arrays = await readHeaders(source.label, archive);
  return {
    format: "npz",
    label: source.label,
    files: [source.label],
    tensors: arrays,
    metadata: new Map(),
    read: async (name) => {
      const array = requireTensor(source.label, arrays, name);
      requireReal(source.label, array);
      return readArray(archive, array);
    },
    locate: async (name) => {
      const array = requireTensor(source.label, arrays, name);
      requireReal(source.label, array);
      return locateArray(source, archive, array);
    },
    close: () => source.close(),
  };
}

async function readHeaders(label: string, archive: ZipArchive): Promise<Map<string, NpyArray>> {
  const arrays = new Map<string, NpyArray>();
  const entries = [...archive.entries.values()].filter(({ name }) => name.endsWith(ENDING));
  for (const { name } of entries) {
    // NumPy takes an entry of just that name before one with the ending.
    if (!archive.entries.has(nameOf(name))) continue;
    throw malformed(
      label,
      `holds both ${quote(name)} and ${quote(nameOf(name))}, which NumPy calls the same`,
    );
  }
  for (let first = 0; first < entries.length; first += HEADERS_AT_ONCE) {
    const some = entries.slice(first, first + HEADERS_AT_ONCE);
    const read = await Promise.all(some.map((entry) => readHeader(label, archive, entry)));
    for (const array of read) arrays.set(array.name, array);
  }
  return arrays;
}

/** What NumPy calls the array in an entry. */
function nameOf(entryName: string): string {
  return entryName.slice(0, -ENDING.length);
}

async function readHeader(label: string, archive: ZipArchive, entry: ZipEntry): Promise<NpyArray> {
  const where = `${label}, array ${quote(entry.name)}`;
  const header = parseNpyHeader(where, await archive.readStart(entry, HEADER_READ_BYTES), malformed);
  const { dataStartByte, elementBytes, shape } = header;
  const dataBytes = elementsOf(shape) * elementBytes;
  // Of objects only their number is known: they are a pickle, which is never opened.
  if (elementBytes > 0 && dataStartByte + dataBytes !== entry.byteLength) {
    throw malformed(
      where,
      `has shape [${shape}], ${dataBytes} bytes, but ${entry.byteLength - dataStartByte} bytes of data`,
    );
  }
  return { ...header, name: nameOf(entry.name), entry };
}

async function readArray(archive: ZipArchive, array: NpyArray): Promise<Float64Array> {
  const bytes = (await archive.read(array.entry)).slice(array.dataStartByte);
  const { dtype, elementBytes, shape, isBigEndian, isFortranOrder } = array;
  if (isBigEndian) swapBytes(bytes, elementBytes);
  if (!isFortranOrder || shape.length < 2) return decode(bytes, dtype);
  return decode(gather(bytes, elementBytes, { shape, strides: columnMajorStrides(shape) }), dtype);
}

/** Only what is stored, little-endian and in row-major order is plain. */
async function locateArray(
  source: ByteSource,
  archive: ZipArchive,
  { entry, dataStartByte, isBigEndian, isFortranOrder, shape }: NpyArray,
): Promise<StoredPiece[] | null> {
  if (isBigEndian || (isFortranOrder && shape.length > 1)) return null;
  const entryStartByte = await archive.locate(entry);
  if (entryStartByte === null) return null;
  const startByte = entryStartByte + dataStartByte;
  return [{ source, startByte, endByte: entryStartByte + entry.byteLength }];
}

/** The first dimension runs fastest. */
function columnMajorStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape.map((size) => {
    const current = stride;
    stride *= size;
    return current;
  });
}
