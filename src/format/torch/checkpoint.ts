import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource, StoredPiece } from "../../model/bytes.js";
import type { TensorInfo, TensorReader } from "../../model/tensors.js";
import { decode } from "../shared/dtype.js";
import { requireReal, requireTensor } from "../shared/stored.js";
import { gather, isRowMajor, spanOf } from "../shared/strided.js";
import { contentsOf, type NotRead } from "./contents.js";
import { holdsNoTensors } from "./instead.js";
import type { PickleValue } from "./pickleValues.js";
import type { TorchStorage } from "./storages.js";
import { isView, type TorchTensor, tensorFrom } from "./tensors.js";
import { isPartialTensor, partialTensorFrom } from "./unreadable.js";
import { itemsOf } from "./values.js";

/** What the two formats of PyTorch have in common: a pickle that names tensors, and storages that hold their numbers. */

/** A view is read with everything between its first and its last number. */
const MAX_SPAN_BYTES = 1 << 28;
/** Globals that every checkpoint may name. */
const USUAL_GLOBAL = /^(torch|collections|builtins|__builtin__|numpy|_codecs)\./;
const MAX_GLOBALS_SHOWN = 5;

export interface TorchTensors {
  /** By place and key. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly notRead: readonly NotRead[];
  /** What a training says of where it was, by its own keys. */
  readonly counters: ReadonlyMap<string, number>;
  /** As of a TensorReader. */
  readonly stated: ReadonlyMap<string, number>;
}

export interface TorchParts extends TorchTensors {
  readonly source: ByteSource;
  readonly globals: ReadonlySet<string>;
  /** Bytes `[startByte, endByte)` of a storage. */
  readonly readStorage: (storage: TorchStorage, startByte: number, endByte: number) => Promise<Uint8Array>;
  /** Where in the file a storage begins; null for one that is compressed. */
  readonly locateStorage: (storage: TorchStorage) => Promise<number | null>;
}

export function torchReader(parts: TorchParts): TensorReader {
  const { source, tensors, globals, notRead, counters, stated } = parts;
  const view = (name: string): TorchTensor => {
    const tensor = requireTensor(source.label, tensors, name);
    requireReal(source.label, tensor);
    if (isView(tensor)) return tensor;
    throw new RangeError(`${quote(name)} is not stored`);
  };
  return {
    format: "pytorch",
    label: source.label,
    files: [source.label],
    tensors,
    stated,
    metadata: new Map([
      ...[...counters].map(([key, count]) => [key, String(count)] as const),
      ...metadataOf(globals),
    ]),
    skipped: notRead.map(({ name, reason }) => ({ name, reason })),
    read: async (name) => readView(parts, view(name)),
    locate: async (name) => locateView(parts, view(name)),
    areSame: (name, other) => {
      const [a, b] = [tensors.get(name), tensors.get(other)];
      return a !== undefined && b !== undefined && isView(a) && isView(b) && areSame(a, b);
    },
    close: () => source.close(),
  };
}

async function readView({ source, readStorage }: TorchParts, tensor: TorchTensor): Promise<Float64Array> {
  const { name, dtype, elementBytes, startByte, storage, isNegated } = tensor;
  const spanBytes = spanOf(tensor) * elementBytes;
  if (!isRowMajor(tensor) && spanBytes > MAX_SPAN_BYTES) {
    throw new WdistError("UNSUPPORTED_FORMAT", {
      where: `${source.label}, tensor ${quote(name)}`,
      what: `is spread over ${spanBytes} bytes; ${MAX_SPAN_BYTES} is the limit`,
      fix: "save contiguous tensors",
    });
  }
  const bytes = await readStorage(storage, startByte, startByte + spanBytes);
  const values = decode(isRowMajor(tensor) ? bytes : gather(bytes, elementBytes, tensor), dtype);
  return isNegated ? values.map((value) => -value) : values;
}

async function locateView(
  { source, locateStorage }: TorchParts,
  tensor: TorchTensor,
): Promise<StoredPiece[] | null> {
  if (tensor.isNegated || !isRowMajor(tensor)) return null;
  const storageStartByte = await locateStorage(tensor.storage);
  if (storageStartByte === null) return null;
  const startByte = storageStartByte + tensor.startByte;
  return [{ source, startByte, endByte: startByte + spanOf(tensor) * tensor.elementBytes }];
}

/** The same numbers of the same storage in the same order. */
function areSame(a: TorchTensor, b: TorchTensor): boolean {
  const alike = (some: readonly number[], others: readonly number[]) =>
    some.length === others.length && some.every((size, dim) => size === others[dim]);
  return (
    a.storage.key === b.storage.key &&
    a.startByte === b.startByte &&
    a.dtype === b.dtype &&
    a.isNegated === b.isNegated &&
    alike(a.shape, b.shape) &&
    alike(a.strides, b.strides)
  );
}

/** A checkpoint should hold data; code that it asks Python to run is worth a word. None of it is run here. */
function metadataOf(globals: ReadonlySet<string>): Map<string, string> {
  const unusual = [...globals].filter((path) => !USUAL_GLOBAL.test(path));
  if (unusual.length === 0) return new Map();
  const more = unusual.length > MAX_GLOBALS_SHOWN ? `, and ${unusual.length - MAX_GLOBALS_SHOWN} more` : "";
  return new Map([["Python names", unusual.slice(0, MAX_GLOBALS_SHOWN).join(", ") + more]]);
}

/**
 * Every tensor in what was pickled, wherever it is.
 * @throws WdistError MALFORMED; UNSUPPORTED_FORMAT where there is none
 */
export function tensorsIn(label: string, pickled: PickleValue): TorchTensors {
  const contents = contentsOf(label, pickled);
  if (contents.tensors.length === 0) throw holdsNoTensors(label, pickled, contents);
  const tensors = new Map<string, TensorInfo>();
  for (const { place, name, call } of contents.tensors) {
    const tensor = isPartialTensor(call)
      ? { ...partialTensorFrom(name), place }
      : tensorFrom(label, place, name, call);
    if (name === "") throw holdsOneTensor(label);
    const before = tensors.get(name);
    if (before !== undefined) {
      if (isView(before) && isView(tensor) && areSame(before, tensor)) continue;
      throw holdsTwice(label, name);
    }
    tensors.set(name, tensor);
  }
  return { tensors, notRead: contents.notRead, counters: countersIn(pickled), stated: statedIn(pickled) };
}

/** Keys at the root of what nanoGPT, Lightning and DeepSpeed save. */
const COUNTERS = ["iter_num", "global_step", "global_steps", "step"];

function countersIn(pickled: PickleValue): Map<string, number> {
  const items = itemsOf(pickled);
  return new Map(
    COUNTERS.flatMap((key): [string, number][] => {
      const value = items?.get(key);
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? [[key, value]] : [];
    }),
  );
}

/** The arguments that nanoGPT made the model with, which it saves beside it; it calls them as `config.json` does. */
const MODEL_ARGUMENTS = "model_args";
const STATED = ["n_head", "vocab_size"];

function statedIn(pickled: PickleValue): Map<string, number> {
  const items = itemsOf(itemsOf(pickled)?.get(MODEL_ARGUMENTS));
  return new Map(
    STATED.flatMap((key): [string, number][] => {
      const value = items?.get(key);
      return typeof value === "number" ? [[key, value]] : [];
    }),
  );
}

function holdsOneTensor(label: string): WdistError {
  return new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: "holds a single tensor without a name, not a state dict",
    fix: "name the file that holds the model, such as pytorch_model.bin",
  });
}

/** Keys that hold dots, or a text and a number that look alike. */
function holdsTwice(label: string, name: string): WdistError {
  return new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: `holds two tensors at ${quote(name)}, by keys that look alike`,
    fix: "save the weights by themselves: torch.save(model.state_dict(), path)",
  });
}
