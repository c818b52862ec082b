import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";
import type { TensorInfo } from "../../model/tensors.js";
import type { Malformed } from "../shared/malformed.js";
import { elementsOf } from "../shared/stored.js";
import { type Layout, spanOf } from "../shared/strided.js";
import type { PickleCall, PickleValue } from "./pickleValues.js";
import { elementOfDtype, elementOfStorage, type TorchElement } from "./torchDtypes.js";

/**
 * From what a PyTorch pickle says to tensors: `_rebuild_tensor_v2` and its kin, with their storages. Source: what
 * torch/_utils.py and torch/_tensor.py (`__reduce_ex__`) write.
 */

export const malformed: Malformed = (where, what, cause) =>
  new WdistError("MALFORMED", {
    where,
    what: `not a valid PyTorch checkpoint: ${what}`,
    fix: "copy or download the file again, or save it anew: torch.save(model.state_dict(), path)",
    cause,
  });

/** Numbers that one or several tensors are views of. */
export interface TorchStorage {
  readonly key: string;
  readonly byteLength: number;
}

/** A tensor as a view of a storage. */
export interface TorchTensor extends TensorInfo, Layout {
  readonly storage: TorchStorage;
  readonly startByte: number;
  readonly elementBytes: number;
}

/** More dimensions than any library makes. */
const MAX_RANK = 32;
/** A view may repeat numbers (`expand`), but not make gigabytes of a few. */
const MAX_REPEATED_ELEMENTS = 1_000_000;
/** Parameters around tensor subclasses around tensors. */
const MAX_WRAPPINGS = 4;

const PLAIN = [
  "torch._utils._rebuild_tensor",
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_tensor_v3",
];
const PARAMETERS = ["torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state"];
const SUBCLASSES = ["torch._tensor._rebuild_from_type", "torch._tensor._rebuild_from_type_v2"];
const ANY_TENSOR = /^torch\.(_utils|_tensor)\._rebuild_\w+$/;

/** Is it what would become a tensor? */
export function isTensor(value: PickleValue | undefined): value is PickleCall {
  return isCall(value) && ANY_TENSOR.test(calleeOf(value) ?? "");
}

/**
 * The tensor that a call would have made.
 * @throws WdistError MALFORMED, or UNSUPPORTED_FORMAT for a kind that is no view of a storage
 */
export function tensorFrom(label: string, name: string, call: PickleCall): TorchTensor {
  const where = `${label}, tensor ${quote(name)}`;
  const { callee, args, items } = unwrap(where, call);
  if (items.size > 0 || call.items.size > 0) throw malformed(where, "items are set on a tensor");
  if (!PLAIN.includes(callee)) {
    throw new WdistError("UNSUPPORTED_FORMAT", {
      where,
      what: `is a kind of tensor that is not read (${callee.replace("torch._utils._rebuild_", "")})`,
      fix: "save plain, dense tensors: torch.save(model.state_dict(), path)",
    });
  }
  const [storageRef, offset, size, stride] = args;
  const { storage, element: ofStorage, viewStartByte } = storageFrom(where, storageRef);
  const element = callee.endsWith("_v3") ? dtypeFrom(where, args[6]) : ofStorage;
  const shape = sizesFrom(where, "size", size);
  const strides = sizesFrom(where, "stride", stride);
  if (shape.length !== strides.length) {
    throw malformed(where, `has ${shape.length} sizes, but ${strides.length} strides`);
  }
  const { dtype, bytes: elementBytes } = element;
  const startByte = viewStartByte + sizeFrom(where, "storage_offset", offset) * elementBytes;
  const tensor = { name, dtype, shape, strides, storage, startByte, elementBytes };
  requireInside(where, tensor);
  return tensor;
}

interface Rebuild {
  readonly callee: string;
  readonly args: readonly PickleValue[];
  readonly items: ReadonlyMap<PickleValue, PickleValue>;
}

/** Takes off what is put around a tensor: being a parameter, being of a subclass. */
function unwrap(where: string, call: PickleCall): Rebuild {
  let [callee, args, items]: [string | null, readonly PickleValue[] | null, PickleCall["items"]] = [
    calleeOf(call),
    tupleOf(call.args),
    call.items,
  ];
  for (let depth = 0; depth < MAX_WRAPPINGS; depth++) {
    if (callee === null || args === null) break;
    if (PARAMETERS.includes(callee)) {
      const [inner] = args;
      if (!isCall(inner)) break;
      [callee, args, items] = [calleeOf(inner), tupleOf(inner.args), inner.items];
    } else if (SUBCLASSES.includes(callee)) {
      [callee, args] = [pathOf(args[0]), tupleOf(args[2])];
    } else {
      return { callee, args, items };
    }
  }
  throw malformed(where, "is not made in a way that PyTorch writes");
}

interface StorageReference {
  readonly storage: TorchStorage;
  readonly element: TorchElement;
  /** Files of PyTorch before 0.4 may refer to a part of a storage: the part from this byte on. */
  readonly viewStartByte: number;
}

/** The storage that a persistent id stands for. */
export function storageFrom(where: string, value: PickleValue | undefined): StorageReference {
  const id = isKind(value, "persistent") ? tupleOf(value.id) : null;
  const [tag, type, key, , elements, view] = id ?? [];
  const path = pathOf(type);
  if (tag !== "storage" || path === null || (typeof key !== "string" && typeof key !== "number")) {
    throw malformed(where, "refers to no storage");
  }
  const element = elementOfStorage(path);
  if (element === null) throw malformed(where, `is stored as ${quote(path)}, which is no storage of PyTorch`);
  const byteLength = sizeFrom(where, "the length of its storage", elements) * element.bytes;
  const [, viewOffset = 0] = tupleOf(view ?? null) ?? [];
  const viewStartByte = sizeFrom(where, "the offset of its storage", viewOffset) * element.bytes;
  return { storage: { key: String(key), byteLength }, element, viewStartByte };
}

function dtypeFrom(where: string, value: PickleValue | undefined): TorchElement {
  const path = pathOf(value);
  const element = path === null ? null : elementOfDtype(path);
  if (element === null) throw malformed(where, `has the unknown dtype ${quote(path ?? "none")}`);
  return element;
}

function sizesFrom(where: string, what: string, value: PickleValue | undefined): number[] {
  const sizes = tupleOf(value ?? null);
  if (sizes === null) throw malformed(where, `has no ${what}`);
  if (sizes.length > MAX_RANK) throw malformed(where, `has a ${what} of ${sizes.length} dimensions`);
  return sizes.map((size) => sizeFrom(where, what, size));
}

function sizeFrom(where: string, what: string, value: PickleValue | undefined): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  const said = typeof value === "number" ? String(value) : "no number from 0 to 2^53";
  throw malformed(where, `has ${said} as ${what}`);
}

function requireInside(where: string, tensor: TorchTensor): void {
  const { shape, storage, startByte, elementBytes } = tensor;
  const endByte = startByte + spanOf(tensor) * elementBytes;
  if (endByte > storage.byteLength) {
    throw malformed(where, `ends at byte ${endByte} of a storage of ${storage.byteLength}`);
  }
  const elements = elementsOf(shape);
  if (elements > MAX_REPEATED_ELEMENTS && elements * elementBytes > storage.byteLength) {
    throw malformed(where, `repeats a storage of ${storage.byteLength} bytes to ${elements} elements`);
  }
}

function calleeOf(call: PickleCall): string | null {
  return pathOf(call.callee);
}

/** "module.name" of a global, or null. */
export function pathOf(value: PickleValue | undefined): string | null {
  return isKind(value, "global") ? value.path : null;
}

export function isCall(value: PickleValue | undefined): value is PickleCall {
  return isKind(value, "call");
}

function tupleOf(value: PickleValue | undefined): readonly PickleValue[] | null {
  return isKind(value, "tuple") ? value.items : null;
}

type PickleObject = Extract<PickleValue, { kind: string }>;

export function isKind<K extends PickleObject["kind"]>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleObject, { kind: K }> {
  return typeof value === "object" && value !== null && value.kind === kind;
}
