import type { TensorInfo, TensorReader } from "../model/tensors.js";
import type { PrefixedSet } from "./choice.js";

/**
 * The part of a file that belongs to one model. A state dict among what a training saved is read as if it were alone in
 * its file: its tensors have their names in it.
 */
export interface View {
  readonly reader: TensorReader;
  /** Where in the file it is; "" where it is the file. */
  readonly place: string;
  /** By its name in the file, what the view calls a tensor of the set. */
  readonly nameOf: (name: string) => string;
}

/** Every name is held against each of them. */
const MAX_FOREIGN = 32;

/** @param others sets of norms that are not the model's: what is under their prefixes is left out */
export function viewOf(reader: TensorReader, set: PrefixedSet, others: readonly PrefixedSet[]): View {
  const place = commonPlace(set);
  if (place === "" && others.length === 0) return { reader, place, nameOf: (name) => name };
  const start = place === "" ? 0 : place.length + 1;
  const foreign = others
    .slice(0, MAX_FOREIGN)
    .map(({ prefix }) => prefix)
    .filter((prefix) => prefix !== "" && !set.prefix.startsWith(prefix));
  const isOwn = ({ name, place: own = "" }: TensorInfo) =>
    (place === "" || own === place) && !foreign.some((prefix) => name.startsWith(prefix));
  const nameOf = (name: string) => name.slice(start);
  const tensors = new Map<string, TensorInfo>();
  for (const info of reader.tensors.values()) {
    if (isOwn(info)) tensors.set(nameOf(info.name), { ...info, name: nameOf(info.name) });
  }
  const nameInFile = (name: string) => (place === "" ? name : `${place}.${name}`);
  const view: TensorReader = {
    ...reader,
    tensors,
    read: (name) => reader.read(nameInFile(name)),
    locate: (name) => reader.locate(nameInFile(name)),
  };
  return { reader: view, place, nameOf };
}

/** The place of all tensors of a set, or the root where they are at several. */
function commonPlace({ tensors }: PrefixedSet): string {
  const [place = "", ...others] = new Set(tensors.map(({ info }) => info.place ?? ""));
  return others.length === 0 ? place : "";
}
