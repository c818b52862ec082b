import { quote } from "../../escape.js";
import type { PicklePersistent, PickleValue } from "./pickleValues.js";
import { elementOfStorage, type TorchElement } from "./torchDtypes.js";
import { isKind, malformed, pathOf, sizeFrom, tupleOf, type Where } from "./values.js";

/** Numbers that one or several tensors are views of. */
export interface TorchStorage {
  readonly key: string;
  readonly byteLength: number;
}

export interface StorageReference {
  readonly storage: TorchStorage;
  readonly element: TorchElement;
  /** Files of PyTorch before 0.4 may refer to a part of a storage: from this byte on, up to that one. */
  readonly viewStartByte: number;
  readonly viewEndByte: number; // exclusive
}

/**
 * The storage that a persistent id means.
 * @throws WdistError MALFORMED
 */
export function storageFrom(where: Where, value: PickleValue | undefined): StorageReference {
  const id = isKind(value, "persistent") ? tupleOf(value.id) : null;
  const [tag, type, key, , elements, view] = id ?? [];
  const path = pathOf(type);
  if (tag !== "storage" || path === null || (typeof key !== "string" && typeof key !== "number")) {
    throw malformed(where(), "refers to no storage");
  }
  const element = elementOfStorage(path);
  if (element === null)
    throw malformed(where(), `is stored as ${quote(path)}, which is not a storage of PyTorch`);
  const byteLength = sizeFrom(where, "the length of its storage", elements) * element.bytes;
  const [, viewOffset = 0, viewElements] = tupleOf(view ?? null) ?? [];
  const viewStartByte = sizeFrom(where, "the offset of its storage", viewOffset) * element.bytes;
  const viewBytes =
    viewElements === undefined
      ? byteLength - viewStartByte
      : sizeFrom(where, "the length of a part of its storage", viewElements) * element.bytes;
  return {
    storage: { key: String(key), byteLength },
    element,
    viewStartByte,
    viewEndByte: Math.min(byteLength, viewStartByte + viewBytes),
  };
}

/**
 * Every storage that a pickle refers to, by key. PyTorch keeps for a key what the first reference says; a later one that
 * says something else would be read in two ways.
 * @throws WdistError MALFORMED
 */
export function storagesIn(
  label: string,
  persistents: readonly PicklePersistent[],
): ReadonlyMap<string, StorageReference> {
  const byKey = new Map<string, StorageReference>();
  for (const persistent of persistents) {
    // Whole modules of the old format are referred to in the same way.
    if (tupleOf(persistent.id)?.[0] !== "storage") continue;
    const reference = storageFrom(() => label, persistent);
    const { key, byteLength } = reference.storage;
    const first = byKey.get(key);
    if (first === undefined) {
      byKey.set(key, reference);
    } else if (first.element.dtype !== reference.element.dtype || first.storage.byteLength !== byteLength) {
      throw malformed(
        label,
        `its storage ${quote(key)} is ${sizeOf(first)} in one place and ${sizeOf(reference)} in another`,
      );
    }
  }
  return byKey;
}

function sizeOf({ element, storage }: StorageReference): string {
  return `${storage.byteLength} bytes of ${element.dtype}`;
}
