import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { ByteSource } from "../../model/bytes.js";
import type { TensorReader } from "../../model/tensors.js";
import { decode } from "../shared/dtype.js";
import { requireReal, requireTensor } from "../shared/stored.js";
import { gather, isRowMajor, spanOf } from "../shared/strided.js";
import type { PickleValue } from "./pickleValues.js";
import {
  isCall,
  isKind,
  isTensor,
  malformed,
  pathOf,
  type TorchStorage,
  type TorchTensor,
  tensorFrom,
} from "./tensors.js";

/** What the two formats of PyTorch have in common: a pickle that names tensors, and storages that hold their numbers. */

/** Under which keys training scripts keep the model's weights, beside the optimiser's state and the like. */
const WEIGHTS_KEYS = ["model", "state_dict", "model_state_dict", "module", "model_state", "net", "weights"];
/** How deep the weights may lie: `{"checkpoint": ...}` is none of the keys, `{"state_dict": {"model": ...}}` is. */
const MAX_DEPTH = 3;
const DICTS = ["collections.OrderedDict", "collections.defaultdict", "builtins.dict", "__builtin__.dict"];
/** A view is read with everything between its first and its last number. */
const MAX_SPAN_BYTES = 1 << 28;
/** Globals that every checkpoint may name. */
const USUAL_GLOBAL = /^(torch|collections|builtins|__builtin__|numpy|_codecs)\./;
const MAX_GLOBALS_SHOWN = 5;

export interface TorchParts {
  readonly source: ByteSource;
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  readonly globals: ReadonlySet<string>;
  /** Bytes `[startByte, endByte)` of a storage. */
  readonly readStorage: (storage: TorchStorage, startByte: number, endByte: number) => Promise<Uint8Array>;
  /** Where in the file a storage begins; null for one that is compressed. */
  readonly locateStorage: (storage: TorchStorage) => Promise<number | null>;
}

export function torchReader({
  source,
  tensors,
  globals,
  readStorage,
  locateStorage,
}: TorchParts): TensorReader {
  return {
    format: "pytorch",
    label: source.label,
    files: [source.label],
    tensors,
    metadata: metadataOf(globals),
    read: async (name) => {
      const tensor = requireTensor(source.label, tensors, name);
      requireReal(source.label, tensor);
      const { dtype, elementBytes, startByte, storage } = tensor;
      const spanBytes = spanOf(tensor) * elementBytes;
      if (!isRowMajor(tensor) && spanBytes > MAX_SPAN_BYTES) {
        throw new WdistError("UNSUPPORTED_FORMAT", {
          where: `${source.label}, tensor ${quote(name)}`,
          what: `is spread over ${spanBytes} bytes; ${MAX_SPAN_BYTES} is the limit`,
          fix: "save contiguous tensors",
        });
      }
      const bytes = await readStorage(storage, startByte, startByte + spanBytes);
      return decode(isRowMajor(tensor) ? bytes : gather(bytes, elementBytes, tensor), dtype);
    },
    locate: async (name) => {
      const tensor = requireTensor(source.label, tensors, name);
      requireReal(source.label, tensor);
      const storageStartByte = isRowMajor(tensor) ? await locateStorage(tensor.storage) : null;
      if (storageStartByte === null) return null;
      const startByte = storageStartByte + tensor.startByte;
      return [{ source, startByte, endByte: startByte + spanOf(tensor) * tensor.elementBytes }];
    },
    close: () => source.close(),
  };
}

/** A checkpoint should hold data; code that it asks Python to run is worth a word. None of it is run here. */
function metadataOf(globals: ReadonlySet<string>): Map<string, string> {
  const unusual = [...globals].filter((path) => !USUAL_GLOBAL.test(path));
  if (unusual.length === 0) return new Map();
  const more = unusual.length > MAX_GLOBALS_SHOWN ? `, and ${unusual.length - MAX_GLOBALS_SHOWN} more` : "";
  return new Map([["Python names", unusual.slice(0, MAX_GLOBALS_SHOWN).join(", ") + more]]);
}

/**
 * The tensors of the model in what was pickled: those of a plain state dict, or of the one inside a training checkpoint.
 * @throws WdistError MALFORMED, UNSUPPORTED_FORMAT
 */
export function tensorsIn(label: string, pickled: PickleValue): Map<string, TorchTensor> {
  const stateDict = findStateDict(pickled, 0);
  if (stateDict === null) throw noStateDict(label, pickled);
  const tensors = new Map<string, TorchTensor>();
  for (const [name, value] of stateDict) {
    if (typeof name === "string" && isTensor(value)) tensors.set(name, tensorFrom(label, name, value));
  }
  return tensors;
}

type Items = ReadonlyMap<PickleValue, PickleValue>;

/** Weights keys first: nanoGPT keeps its best loss, a tensor too, beside the model. */
function findStateDict(value: PickleValue | undefined, depth: number): Items | null {
  const items = itemsOf(value);
  if (items === null || depth >= MAX_DEPTH) return null;
  for (const key of WEIGHTS_KEYS) {
    const inner = findStateDict(items.get(key), depth + 1);
    if (inner !== null) return inner;
  }
  const holdsTensors = [...items].some(([key, item]) => typeof key === "string" && isTensor(item));
  return holdsTensors ? items : null;
}

/** The items of a dict or of what would have become one; null for anything else. */
function itemsOf(value: PickleValue | undefined): Items | null {
  if (isKind(value, "dict")) return value.items;
  if (!isCall(value) || !DICTS.includes(pathOf(value.callee) ?? "")) return null;
  return new Map([...pairsIn(value.args), ...value.items]);
}

/** Python 2 pickled an OrderedDict as a call with a list of pairs. */
function pairsIn(args: PickleValue): [PickleValue, PickleValue][] {
  const list = isKind(args, "tuple") ? args.items.find((item) => isKind(item, "list")) : undefined;
  if (!isKind(list, "list")) return [];
  return list.items.flatMap((pair) => {
    const [key, value] = isKind(pair, "tuple") || isKind(pair, "list") ? pair.items : [];
    return key === undefined || value === undefined ? [] : [[key, value] as [PickleValue, PickleValue]];
  });
}

function noStateDict(label: string, pickled: PickleValue): WdistError {
  const path = isCall(pickled) ? pathOf(pickled.callee) : null;
  if (path === null || DICTS.includes(path)) {
    return malformed(label, `it holds no tensors, neither by itself nor under ${WEIGHTS_KEYS.join(", ")}`);
  }
  return new WdistError("UNSUPPORTED_FORMAT", {
    where: label,
    what: `holds a whole Python object (${path.slice(0, 100)}), not a state dict`,
    fix: "save its weights by themselves: torch.save(model.state_dict(), path)",
  });
}
