import type { Metadata } from "h5wasm";
import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import type { TensorInfo, TensorReader } from "../../model/tensors.js";
import { Budget } from "../shared/budget.js";
import { decode } from "../shared/dtype.js";
import { overLimit } from "../shared/limit.js";
import { malformedAs } from "../shared/malformed.js";
import { elementsOf, requireReal, requireTensor } from "../shared/stored.js";
import { oddityOfFloat } from "./floatType.js";
import { type H5Module, runHdf5 } from "./library.js";
import { PagedBytes } from "./pagedBytes.js";

/**
 * Keras's and TensorFlow's HDF5 (`tf_model.h5`): every dataset of the file, under its path. The library reads it; what
 * it may read, and how much, is decided here.
 */

const malformed = malformedAs(
  "a valid HDF5 file",
  "copy or download the file again, or save it again with Keras or h5py",
);

/** transformers nests five groups; guards against groups in groups without end. */
const MAX_DEPTH = 32;
/** GPT-2 XL has some two thousand groups and datasets. */
const MAX_OBJECTS = 20_000;
/** What is read at once, inflated: a LayerNorm takes a few KB. */
const MAX_READ_BYTES = 1 << 24;

interface Hdf5Dataset extends TensorInfo {
  readonly elementBytes: number;
  /** Where its header is in the file: one dataset may have several names. Null for a link. */
  readonly address: string | null;
}

const IN_ONE_FILE = "save the model again, in one file";

/**
 * Opens an HDF5 file: reads the headers of its groups and datasets.
 * @throws WdistError MALFORMED
 */
export async function openHdf5(source: ByteSource): Promise<TensorReader> {
  const bytes = new PagedBytes(source);
  const datasets = await listDatasets(source.label, bytes);
  return {
    format: "hdf5",
    label: source.label,
    files: [source.label],
    tensors: datasets,
    metadata: new Map(),
    read: async (name) => {
      const dataset = requireTensor(source.label, datasets, name);
      return readDataset(`${source.label}, dataset ${quote(name)}`, source.label, bytes, dataset);
    },
    // The library says where nothing lies.
    locate: async () => null,
    areSame: (name, other) => {
      const [address, otherAddress] = [datasets.get(name)?.address, datasets.get(other)?.address];
      return address !== undefined && address !== null && address === otherAddress;
    },
    close: () => source.close(),
  };
}

interface Child {
  readonly path: string;
  /** Its address: the same through whatever links it is reached. */
  readonly identity: string;
  /** Null for a group. */
  readonly dataset: Hdf5Dataset | null;
}

/** How far the walk over the groups has come. */
interface Walk {
  readonly datasets: Map<string, Hdf5Dataset>;
  readonly seen: Set<string>;
  /** Groups that are still to be looked into. */
  readonly open: { readonly path: string; readonly depth: number }[];
  readonly budget: Budget;
  objects: number;
}

async function listDatasets(label: string, bytes: PagedBytes): Promise<Map<string, Hdf5Dataset>> {
  const walk: Walk = {
    datasets: new Map(),
    seen: new Set(),
    open: [{ path: "", depth: 0 }],
    budget: new Budget(label),
    objects: 0,
  };
  while (walk.open.length > 0) {
    await runHdf5(label, bytes, malformed, (library, fileId) => goOn(walk, label, bytes, library, fileId));
  }
  return walk.datasets;
}

/**
 * Looks into one group after another, each once. Of a file elsewhere into one only: what is fetched ahead for a group
 * grows with every attempt.
 */
function goOn(walk: Walk, label: string, bytes: PagedBytes, library: H5Module, fileId: bigint): void {
  const { open, seen, datasets, budget } = walk;
  for (let group = open.at(-1); group !== undefined; group = open.at(-1)) {
    const { path, depth } = group;
    const where = `${label}, group ${quote(path === "" ? "/" : path)}`;
    if (depth > MAX_DEPTH) throw overLimit(where, `its groups are nested deeper than ${MAX_DEPTH}`);
    const children = childrenOf(where, bytes, library, fileId, path);
    // What was found without all bytes is worth nothing.
    if (bytes.isMissingSome || bytes.failure !== null) return;
    open.pop();
    walk.objects += children.length;
    if (walk.objects > MAX_OBJECTS) {
      throw overLimit(label, `it holds more than ${MAX_OBJECTS} groups and datasets`);
    }
    for (const child of children) {
      budget.add(child.path.length, child.dataset?.shape.length);
      if (child.dataset !== null) {
        datasets.set(child.path, child.dataset);
      } else if (!seen.has(child.identity)) {
        seen.add(child.identity);
        open.push({ path: child.path, depth: depth + 1 });
      }
    }
    if (!bytes.isLocal) return;
  }
}

/** Groups and datasets of a group. Links that lead out of the file, or nowhere, are left alone. */
function childrenOf(
  where: string,
  bytes: PagedBytes,
  library: H5Module,
  fileId: bigint,
  path: string,
): Child[] {
  const names = library.get_names(fileId, path === "" ? "/" : path, false);
  if (names.length > MAX_OBJECTS) throw overLimit(where, `it holds more than ${MAX_OBJECTS} objects`);
  return names.map((name): Child => {
    const child = `${path}/${name}`;
    const type = library.get_type(fileId, child);
    if (type === library.H5G_DATASET) {
      const reference = Buffer.from(library.create_object_reference(fileId, child));
      const metadata = library.get_dataset_metadata(fileId, child);
      const dataset = describe(child, metadata, reference.toString("hex"));
      const oddity = dataset.dtype.startsWith("F") ? oddityOfFloat(bytes, reference) : null;
      return { path: child, identity: child, dataset: oddity === null ? dataset : { ...dataset, ...oddity } };
    }
    if (type === library.H5G_GROUP) {
      const reference = library.create_object_reference(fileId, child);
      return { path: child, identity: Buffer.from(reference).toString("hex"), dataset: null };
    }
    // A link whose target is elsewhere: listed, so that a LayerNorm behind it is refused and not only missing.
    return { path: child, identity: child, dataset: lost(child) };
  });
}

function lost(name: string): Hdf5Dataset {
  const trouble = { what: "is a link that leads out of the file, or nowhere", fix: IN_ONE_FILE };
  return { name, dtype: "link", shape: [], elementBytes: 0, address: null, trouble };
}

function describe(name: string, metadata: Metadata, address: string): Hdf5Dataset {
  const { type, size, shape, chunks, virtual_sources: virtualSources } = metadata;
  const what =
    virtualSources !== undefined && virtualSources.length > 0
      ? "is a view of datasets in other files"
      : chunks !== null && elementsOf(chunks) * size > MAX_READ_BYTES
        ? `is stored in pieces of ${elementsOf(chunks) * size} bytes; ${MAX_READ_BYTES} is the limit`
        : null;
  const dataset = { name, dtype: dtypeOf(type, size), shape: shape ?? [], elementBytes: size, address };
  return what === null ? dataset : { ...dataset, trouble: { what, fix: IN_ONE_FILE } };
}

/** HDF5's classes of types, by number. */
const INTEGER = 0;
const FLOAT = 1;
const CLASSES = ["integer", "float", "time", "string", "bitfield", "opaque", "compound", "reference", "enum"];

function dtypeOf(type: number, size: number): string {
  const bits = size * 8;
  if (type === FLOAT && [16, 32, 64].includes(bits)) return `F${bits}`;
  if (type === INTEGER && [8, 16, 32, 64].includes(bits)) return `I${bits}`;
  return CLASSES[type] ?? (type === 9 ? "variable-length" : `HDF5 class ${type}`);
}

async function readDataset(
  where: string,
  label: string,
  bytes: PagedBytes,
  dataset: Hdf5Dataset,
): Promise<Float64Array> {
  const { dtype, shape, elementBytes } = dataset;
  requireReal(label, dataset);
  const byteLength = elementsOf(shape) * elementBytes;
  if (byteLength > MAX_READ_BYTES) {
    throw new WdistError("UNSUPPORTED_FORMAT", {
      where,
      what: `has ${byteLength} bytes; ${MAX_READ_BYTES} is the limit`,
      fix: IN_ONE_FILE,
    });
  }
  const values = await runHdf5(where, bytes, malformed, (library, fileId) =>
    copyValues(library, fileId, dataset, byteLength),
  );
  return decode(values, dtype);
}

/**
 * The values as little-endian bytes, whatever the file's order. A failed read leaves whatever was in memory: its status
 * decides.
 */
function copyValues(
  library: H5Module,
  fileId: bigint,
  { name, shape }: Hdf5Dataset,
  byteLength: number,
): Uint8Array {
  const counts = shape.map(BigInt);
  const pointer = library._malloc(byteLength);
  if (pointer === 0) throw new Error("out of memory");
  try {
    library.HEAPU8.fill(0, pointer, pointer + byteLength);
    const [offsets, strides] = [shape.map(() => 0n), shape.map(() => 1n)];
    const status = library.get_dataset_data(fileId, name, counts, offsets, strides, BigInt(pointer));
    if (status < 0) throw new Error("its values cannot be read");
    return library.HEAPU8.slice(pointer, pointer + byteLength);
  } finally {
    library._free(pointer);
  }
}
