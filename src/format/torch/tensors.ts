import { quote } from "../../escape.js";
import type { TensorInfo } from "../../model/tensors.js";
import { overLimit } from "../shared/limit.js";
import { elementsOf } from "../shared/stored.js";
import { type Layout, spanOf } from "../shared/strided.js";
import type { PickleCall, PickleValue } from "./pickleValues.js";
import { storageFrom, type TorchStorage } from "./storages.js";
import { elementOfDtype, type TorchElement } from "./torchDtypes.js";
import { unreadableFrom } from "./unreadable.js";
import { calleeOf, isCall, itemsOf, malformed, pathOf, sizeFrom, tupleOf, type Where } from "./values.js";

/**
 * From what a PyTorch pickle says to tensors: `_rebuild_tensor_v2` and the like, with their storages. Source: what
 * torch/_utils.py and torch/_tensor.py (`__reduce_ex__`) write.
 */

/** A tensor as a view of a storage. */
export interface TorchTensor extends TensorInfo, Layout {
  readonly storage: TorchStorage;
  readonly startByte: number;
  readonly elementBytes: number;
  /** Its values are those in the storage times -1: PyTorch negates lazily. */
  readonly isNegated: boolean;
}

/** More dimensions than PyTorch's own operations take. */
const MAX_RANK = 64;
/** A view may repeat numbers (`expand`), but not make gigabytes of a few. */
const MAX_REPEATED_ELEMENTS = 1_000_000;
/** Parameters around tensor subclasses around tensors. */
const MAX_WRAPPINGS = 4;

/** By function, the arguments that are a dtype (where the storage has none) and metadata. */
const PLAIN: ReadonlyMap<string, { readonly dtypeAt?: number; readonly metadataAt: number }> = new Map([
  ["torch._utils._rebuild_tensor", { metadataAt: 4 }],
  ["torch._utils._rebuild_tensor_v2", { metadataAt: 6 }],
  ["torch._utils._rebuild_tensor_v3", { dtypeAt: 6, metadataAt: 7 }],
]);
const PARAMETERS = ["torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state"];
const SUBCLASSES = ["torch._tensor._rebuild_from_type", "torch._tensor._rebuild_from_type_v2"];
const ANY_TENSOR = /^torch\.(_utils|_tensor)\._rebuild_\w+$/;

/** Is it what would become a tensor? */
export function isTensor(value: PickleValue | undefined): value is PickleCall {
  return isCall(value) && ANY_TENSOR.test(calleeOf(value) ?? "");
}

/** Is it a view of a storage, and not one of the kinds that are only listed? */
export function isView(tensor: TensorInfo): tensor is TorchTensor {
  return "storage" in tensor;
}

/**
 * The tensor that a call would have made.
 * @throws WdistError MALFORMED
 */
export function tensorFrom(
  label: string,
  place: string,
  name: string,
  call: PickleCall,
): TorchTensor | TensorInfo {
  const where = () => `${label}, tensor ${quote(name)}`;
  const { callee, args, states } = unwrap(where, call);
  const plain = PLAIN.get(callee);
  if (plain === undefined) return { ...unreadableFrom(name, callee, args), place };
  if (states.some(replacesValues)) throw malformed(where(), "its attributes are set to tensors");
  const { isNegated, trouble } = metadataFrom(where, args[plain.metadataAt]);
  const [storageRef, offset, size, stride] = args;
  const { storage, element: ofStorage, viewStartByte, viewEndByte } = storageFrom(where, storageRef);
  const element = plain.dtypeAt === undefined ? ofStorage : dtypeFrom(where, args[plain.dtypeAt]);
  const { dtype, bytes: elementBytes } = element;
  const tensor = {
    name,
    place,
    dtype,
    shape: sizesFrom(where, "size", size),
    strides: sizesFrom(where, "stride", stride),
    storage,
    startByte: viewStartByte + sizeFrom(where, "storage_offset", offset) * elementBytes,
    elementBytes,
    isNegated,
    ...(trouble && { trouble }),
  };
  requireInside(where, tensor, viewEndByte);
  return tensor;
}

interface Rebuild {
  readonly callee: string;
  readonly args: readonly PickleValue[];
  /** What attributes would be set from. */
  readonly states: readonly PickleValue[];
}

/** Takes off what is put around a tensor: being a parameter, being of a subclass. */
function unwrap(where: Where, call: PickleCall): Rebuild {
  let [callee, args] = [calleeOf(call), tupleOf(call.args)];
  const states: PickleValue[] = [];
  requireUntouched(where, call);
  for (let depth = 0; depth < MAX_WRAPPINGS; depth++) {
    if (callee === null || args === null) break;
    if (PARAMETERS.includes(callee)) {
      const [inner, , , state = null] = args;
      if (!isCall(inner)) break;
      requireUntouched(where, inner);
      states.push(state);
      [callee, args] = [calleeOf(inner), tupleOf(inner.args)];
    } else if (SUBCLASSES.includes(callee)) {
      states.push(args[3] ?? null);
      [callee, args] = [pathOf(args[0]), tupleOf(args[2])];
    } else {
      return { callee, args, states };
    }
  }
  throw malformed(where(), "is not made in a way that PyTorch writes");
}

/** PyTorch obeys who sets a tensor's items or state behind its back: it would be another one. */
function requireUntouched(where: Where, { items, appended, states }: PickleCall): void {
  if (items.size > 0 || appended.length > 0) throw malformed(where(), "items are set on a tensor");
  if (states.length > 0) throw malformed(where(), "the state of a tensor is set again (BUILD)");
}

/** Attributes are harmless, unless one of them is a tensor: `data` would be the values themselves. */
function replacesValues(state: PickleValue): boolean {
  const parts = tupleOf(state) ?? [state];
  return parts.some((part) => [...(itemsOf(part)?.values() ?? [])].some(isTensor));
}

/** Bits that PyTorch sets on a view whose numbers are to be read in another way. */
function metadataFrom(
  where: Where,
  value: PickleValue | undefined,
): Pick<TorchTensor, "isNegated" | "trouble"> {
  let isNegated = false;
  for (const [key, bit] of itemsOf(value) ?? []) {
    if (bit === false || key === "conj") continue;
    if (key !== "neg" || bit !== true) {
      const said = typeof key === "string" ? quote(key) : "a key that is not a text";
      return {
        isNegated,
        trouble: {
          what: `has the attribute ${said}, which may change its values`,
          fix: "save it again: torch.save({k: v.clone() for k, v in model.state_dict().items()}, path)",
        },
      };
    }
    isNegated = true;
  }
  if (value !== undefined && value !== null && typeof value === "object" && itemsOf(value) === null) {
    throw malformed(where(), "its attributes are not a dict");
  }
  return { isNegated };
}

function dtypeFrom(where: Where, value: PickleValue | undefined): TorchElement {
  const path = pathOf(value);
  const element = path === null ? null : elementOfDtype(path);
  if (element === null) throw malformed(where(), `has the unknown dtype ${quote(path ?? "none")}`);
  return element;
}

function sizesFrom(where: Where, what: string, value: PickleValue | undefined): number[] {
  const sizes = tupleOf(value ?? null);
  if (sizes === null) throw malformed(where(), `has no ${what}`);
  if (sizes.length > MAX_RANK) throw overLimit(where(), `has a ${what} of ${sizes.length} dimensions`);
  return sizes.map((size) => sizeFrom(where, what, size));
}

function requireInside(where: Where, tensor: TorchTensor, endByteOfPart: number): void {
  const { shape, strides, storage, startByte, elementBytes } = tensor;
  if (shape.length !== strides.length) {
    throw malformed(where(), `has ${shape.length} sizes, but ${strides.length} strides`);
  }
  const endByte = startByte + spanOf(tensor) * elementBytes;
  if (endByte > endByteOfPart) {
    throw malformed(where(), `ends at byte ${endByte} of a storage of ${endByteOfPart}`);
  }
  const elements = elementsOf(shape);
  if (elements > MAX_REPEATED_ELEMENTS && elements * elementBytes > storage.byteLength) {
    throw overLimit(where(), `repeats a storage of ${storage.byteLength} bytes to ${elements} elements`);
  }
}
