import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import type { TensorReader } from "../../model/tensors.js";
import { requireTensor } from "../shared/stored.js";
import { type TorchTensors, tensorsIn, torchReader } from "./checkpoint.js";
import { type Unpickled, unpickle } from "./pickle.js";
import { PickleError, type PickleValue } from "./pickleValues.js";
import { storagesIn } from "./storages.js";
import { isView } from "./tensors.js";
import { isKind, malformed, pickleRefused } from "./values.js";

/**
 * PyTorch's format from 0.1.10 to 1.5, still written by `_use_new_zipfile_serialization=False`: five pickles one behind
 * the other (a magic number, a version, the machine, the object, the keys of its storages), then each storage as its
 * number of elements and its bytes. Source: `_legacy_load` of torch/serialization.py.
 */

const VERSION = 1001;
/** As of the zip format. */
const MAX_PICKLES_BYTES = 1 << 24;
const FIRST_READ_BYTES = 1 << 16;
/** Before a storage's bytes: how many elements it has. */
const COUNT_BYTES = 8;

/**
 * Opens a PyTorch file of the old format: reads its pickles and where its storages are.
 * @throws WdistError MALFORMED, UNSUPPORTED_FORMAT
 */
export async function openTorchLegacy(source: ByteSource): Promise<TensorReader> {
  const { pickles, endByte } = await readPickles(source);
  const [, version, machine, object, keys] = pickles;
  requireKnown(source.label, version?.value ?? null, machine?.value ?? null);
  const found = tensorsIn(source.label, object?.value ?? null);
  const places = placeStorages(source, endByte, storageKeys(source.label, keys?.value ?? null), object);
  requirePlaced(source.label, places, found);
  return torchReader({
    source,
    ...found,
    globals: object?.globals ?? new Set(),
    readStorage: (storage, startByte, endByteOfPart) =>
      readStorage(source, requireTensor(source.label, places, storage.key), startByte, endByteOfPart),
    locateStorage: (storage) => locateStorage(source, requireTensor(source.label, places, storage.key)),
  });
}

/** Magic number, version, machine, object, keys. */
const PICKLES = 5;

interface Pickles {
  readonly pickles: readonly Unpickled[];
  readonly endByte: number; // exclusive
}

/** Nothing says how long the pickles are: reads more and more until they are whole. */
async function readPickles(source: ByteSource): Promise<Pickles> {
  const limit = Math.min(source.byteLength, MAX_PICKLES_BYTES);
  for (let length = FIRST_READ_BYTES; ; length *= 2) {
    const endByte = Math.min(length, limit);
    const pickles = unpickleAll(source.label, await source.read(0, endByte), endByte === limit);
    if (pickles !== null) return pickles;
  }
}

/** Null where the bytes end before the pickles do, unless there are no more. */
function unpickleAll(label: string, bytes: Uint8Array, isAll: boolean): Pickles | null {
  const pickles: Unpickled[] = [];
  let startByte = 0;
  while (pickles.length < PICKLES) {
    try {
      const unpickled = unpickle(bytes.subarray(startByte));
      pickles.push(unpickled);
      startByte += unpickled.endByte;
    } catch (error) {
      if (!(error instanceof PickleError)) throw error;
      if (error.kind === "cut off" && !isAll) return null;
      throw pickleRefused(label, startByte + error.byte, error);
    }
  }
  return { pickles, endByte: startByte };
}

function requireKnown(label: string, version: PickleValue, machine: PickleValue): void {
  if (version !== VERSION) {
    throw malformed(label, `it is of version ${typeof version === "number" ? version : "?"}, not ${VERSION}`);
  }
  const isLittleEndian = isKind(machine, "dict") ? machine.items.get("little_endian") : undefined;
  if (isLittleEndian === true) return;
  throw new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: "does not say that its numbers are little-endian",
    fix: "save it on a little-endian machine",
  });
}

function storageKeys(label: string, value: PickleValue): string[] {
  if (!isKind(value, "list")) throw malformed(label, "its list of storages is not a list");
  return value.items.map((key) => {
    if (typeof key === "string") return key;
    throw malformed(label, "a storage's key is not a text");
  });
}

/** Where a storage's bytes are in the file; before them is their number of elements. */
interface Place {
  readonly startByte: number;
  readonly elements: number;
}

/** They follow each other in the order of the keys; the pickle says how long each is. */
function placeStorages(
  source: ByteSource,
  startByte: number,
  keys: readonly string[],
  object: Unpickled | undefined,
): Map<string, Place> {
  const byKey = storagesIn(source.label, object?.persistents ?? []);
  const places = new Map<string, Place>();
  let at = startByte;
  for (const key of keys) {
    const reference = byKey.get(key);
    if (reference === undefined || places.has(key)) {
      throw malformed(
        source.label,
        `its list of storages names ${quote(key)}, which no tensor has, or twice`,
      );
    }
    const { storage, element } = reference;
    places.set(key, { startByte: at + COUNT_BYTES, elements: storage.byteLength / element.bytes });
    at += COUNT_BYTES + storage.byteLength;
  }
  if (at > source.byteLength) {
    throw malformed(
      source.label,
      `the file is cut off: its storages end at byte ${at}, the file at ${source.byteLength}`,
    );
  }
  return places;
}

function requirePlaced(label: string, places: ReadonlyMap<string, Place>, { tensors }: TorchTensors): void {
  for (const tensor of tensors.values()) {
    if (!isView(tensor) || places.has(tensor.storage.key)) continue;
    throw malformed(
      `${label}, tensor ${quote(tensor.name)}`,
      `its storage ${quote(tensor.storage.key)} is not in the file`,
    );
  }
}

async function readStorage(
  source: ByteSource,
  place: Place,
  startByte: number,
  endByte: number,
): Promise<Uint8Array> {
  const storageStartByte = await locateStorage(source, place);
  return source.read(storageStartByte + startByte, storageStartByte + endByte);
}

/** Where a storage begins, whose own count of its elements must be what the pickle says. */
async function locateStorage(source: ByteSource, place: Place): Promise<number> {
  const count = await source.read(place.startByte - COUNT_BYTES, place.startByte);
  const elements = new DataView(count.buffer, count.byteOffset).getBigUint64(0, true);
  if (elements !== BigInt(place.elements)) {
    const where = `${source.label}, byte ${place.startByte - COUNT_BYTES}`;
    throw malformed(where, `a storage claims ${elements} elements, where its tensor has ${place.elements}`);
  }
  return place.startByte;
}
