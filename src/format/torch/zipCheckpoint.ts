import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import type { TensorReader } from "../../model/tensors.js";
import { requireTensor } from "../shared/stored.js";
import { openZip, type ZipArchive } from "../shared/zip.js";
import type { ZipEntry } from "../shared/zipDirectory.js";
import { unreadZip } from "../unread/zips.js";
import { type TorchTensors, tensorsIn, torchReader } from "./checkpoint.js";
import { AS_TENSORS, isNumpyArray } from "./contents.js";
import { globalsIn, type Unpickled, unpickle } from "./pickle.js";
import { PickleError } from "./pickleValues.js";
import { storagesIn, type TorchStorage } from "./storages.js";
import { isView } from "./tensors.js";
import { malformed, pickleRefused } from "./values.js";

/**
 * PyTorch's format since 1.6: a zip archive of `NAME/data.pkl` and one entry `NAME/data/KEY` for each storage.
 * Source: caffe2/serialize/inline_container.h.
 */

/** A hundred times what the largest training checkpoint needs; guards memory. */
const MAX_PICKLE_BYTES = 1 << 24;
/** Enough to see what a longer one is made of. */
const PEEK_BYTES = 1 << 16;
/** A storage so small is read whole, so that its checksum can be verified. */
const MAX_CHECKED_BYTES = 1 << 20;
const PICKLE_NAME = "data.pkl";
/**
 * Opens a PyTorch zip archive: reads its directory and its pickle.
 * @throws WdistError MALFORMED, UNSUPPORTED_FORMAT
 */
export async function openTorchZip(source: ByteSource): Promise<TensorReader> {
  const archive = await openZip(source, malformed, { zeroMeansUnchecked: true });
  const pickle = findPickle(source.label, archive);
  const root = pickle.name.slice(0, -PICKLE_NAME.length);
  await requireLittleEndian(source.label, archive, `${root}byteorder`);
  const { value, globals, persistents } = await readPickle(source.label, archive, pickle);
  const found = tensorsIn(source.label, value);
  storagesIn(source.label, persistents);
  const storages = findStorages(source.label, archive, root, found);
  return torchReader({
    source,
    ...found,
    globals,
    readStorage: ({ key }, startByte, endByte) => readStorage(archive, storages.get(key), startByte, endByte),
    locateStorage: ({ key }) => archive.locate(requireTensor(source.label, storages, key)),
  });
}

function findPickle(label: string, archive: ZipArchive): ZipEntry {
  const names = [...archive.entries.keys()];
  const [name, ...others] = names.filter((entry) => /^[^/]*\/?data\.pkl$/.test(entry));
  const pickle = archive.entries.get(name ?? "");
  if (pickle === undefined) throw unreadZip(label, names);
  if (others.length > 0) throw malformed(label, `holds several pickles: ${quote(pickle.name)} and others`);
  if (names.includes(`${pickle.name.slice(0, -PICKLE_NAME.length)}constants.pkl`)) {
    throw new WdistError("UNSUPPORTED_FORMAT", {
      where: label,
      what: "is a TorchScript program, not a state dict",
      fix: "save its weights by themselves: torch.save(module.state_dict(), path)",
    });
  }
  return pickle;
}

async function requireLittleEndian(label: string, archive: ZipArchive, name: string): Promise<void> {
  const entry = archive.entries.get(name);
  if (entry === undefined) return;
  const order = Buffer.from(await archive.readStart(entry, 16)).toString("latin1");
  if (order.trim() === "little") return;
  throw new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: `its numbers are in byte order ${quote(order)}; only "little" is read`,
    fix: "save it on a little-endian machine",
  });
}

async function readPickle(label: string, archive: ZipArchive, entry: ZipEntry): Promise<Unpickled> {
  const where = `${label}, ${quote(entry.name)}`;
  if (entry.byteLength > MAX_PICKLE_BYTES) throw tooLong(label, await archive.readStart(entry, PEEK_BYTES));
  const bytes = await archive.read(entry);
  try {
    return unpickle(bytes);
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    throw pickleRefused(where, error.byte, error);
  }
}

/** A pickle so long holds numbers itself. */
function tooLong(label: string, beginning: Uint8Array): WdistError {
  const isNumpy = [...globalsIn(beginning)].some((path) => isNumpyArray(path));
  return new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: isNumpy
      ? "holds NumPy arrays, which are not tensors"
      : `its pickle has more than ${MAX_PICKLE_BYTES} bytes, which no pickle of tensors has`,
    fix: isNumpy ? AS_TENSORS : "save the weights by themselves: torch.save(model.state_dict(), path)",
  });
}

/** The entry of every storage, each as long as the pickle says. */
function findStorages(
  label: string,
  archive: ZipArchive,
  root: string,
  { tensors }: TorchTensors,
): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  for (const tensor of tensors.values()) {
    if (!isView(tensor)) continue;
    const { name, storage } = tensor;
    // Every tensor of a storage says the same of it.
    if (entries.has(storage.key)) continue;
    const entry = archive.entries.get(`${root}data/${storage.key}`);
    const where = `${label}, tensor ${quote(name)}`;
    if (entry === undefined)
      throw malformed(where, `its storage ${quote(storage.key)} is not in the archive`);
    requireLength(where, storage, entry);
    entries.set(storage.key, entry);
  }
  return entries;
}

function requireLength(where: string, storage: TorchStorage, entry: ZipEntry): void {
  if (entry.byteLength === storage.byteLength) return;
  throw malformed(
    where,
    `its storage ${quote(storage.key)} should have ${storage.byteLength} bytes, but has ${entry.byteLength}`,
  );
}

async function readStorage(
  archive: ZipArchive,
  entry: ZipEntry | undefined,
  startByte: number,
  endByte: number,
): Promise<Uint8Array> {
  if (entry === undefined) throw new RangeError("a storage that no tensor has");
  if (entry.isStored && entry.byteLength > MAX_CHECKED_BYTES)
    return archive.readRange(entry, startByte, endByte);
  return (await archive.read(entry)).subarray(startByte, endByte);
}
