import type { Skipped } from "../../model/tensors.js";
import { Budget } from "../shared/budget.js";
import type { PickleCall, PickleItems, PickleValue } from "./pickleValues.js";
import { isTensor } from "./tensors.js";
import { isPartialTensor } from "./unreadable.js";
import { calleeOf, classOf, isCall, isKind, itemsOf, tupleOf } from "./values.js";

/**
 * Where in a pickle the tensors are. A training saves its model's state dict among other things, under whatever key, in
 * lists or in objects: all of it is searched, each object once.
 */

export interface PlacedTensor {
  /** Keys from the root to what holds the tensor, joined by dots; "" for the root. */
  readonly place: string;
  /** The place and the tensor's own key. */
  readonly name: string;
  /** What would become the tensor. */
  readonly call: PickleCall;
}

export interface PickleContents {
  readonly tensors: readonly PlacedTensor[];
  /** What might hold weights and is not searched. */
  readonly notRead: readonly NotRead[];
}

export interface NotRead extends Skipped {
  /** How to have it as tensors. */
  readonly fix: string;
}

const BY_ITSELF = "save its weights by themselves: torch.save(model.state_dict(), path)";
export const AS_TENSORS =
  "save tensors: torch.save({k: torch.from_numpy(v) for k, v in arrays.items()}, path)";

/** A value of the pickle, and where it is. */
interface Node {
  /** Of what holds it. */
  readonly place: string;
  readonly path: string;
  readonly value: PickleValue;
}

/** Longer paths belong to no model: what is behind them is not searched, but noted. */
const MAX_PATH_CHARACTERS = 2000;
/** As many as an error can show. */
const MAX_NOTES = 20;
const NUMPY_ARRAY = /^numpy\..*\b(?:_reconstruct|_frombuffer)$/;

/**
 * Searches breadth first, so that what several paths lead to has the shortest of them.
 * @throws WdistError UNSUPPORTED_FORMAT for more tensors than any model has
 */
export function contentsOf(label: string, root: PickleValue): PickleContents {
  const search = new Search(label);
  let level: readonly Node[] = [{ place: "", path: "", value: root }];
  while (level.length > 0) level = level.flatMap((node) => search.visit(node));
  return search.contents();
}

class Search {
  readonly #budget: Budget;
  readonly #tensors: PlacedTensor[] = [];
  readonly #notRead: NotRead[] = [];
  readonly #arrays: string[] = [];
  readonly #seen = new Set<PickleValue>();

  constructor(label: string) {
    this.#budget = new Budget(label);
  }

  /** Takes the value for what it is, and answers what it holds. */
  visit({ place, path, value }: Node): readonly Node[] {
    if (isTensor(value) || isPartialTensor(value)) {
      this.#budget.add(path.length);
      this.#tensors.push({ place, name: path, call: value });
      return [];
    }
    if (!isHolder(value) || this.#seen.has(value)) return [];
    this.#seen.add(value);
    if (isCall(value) && isNumpyArray(calleeOf(value) ?? "")) {
      this.#arrays.push(path);
    } else if (isCall(value) && isModule(value)) {
      const reason = `a whole Python object (${classOf(value)?.slice(0, 100)}), not a state dict`;
      this.#note({ name: path, reason, fix: BY_ITSELF });
    } else if (path.length > MAX_PATH_CHARACTERS) {
      this.#note({ name: path.slice(0, 100), reason: "nested deeper than is searched", fix: BY_ITSELF });
    } else {
      return partsOf(path, value);
    }
    return [];
  }

  contents(): PickleContents {
    // The state of a random number generator is an array, in many a checkpoint of tensors.
    const [first] = this.#arrays;
    if (first !== undefined && this.#arrays.length > this.#tensors.length) {
      const reason = `one of ${this.#arrays.length} NumPy arrays, which are not tensors`;
      this.#note({ name: first, reason, fix: AS_TENSORS });
    }
    return { tensors: this.#tensors, notRead: this.#notRead };
  }

  #note(note: NotRead): void {
    if (this.#notRead.length < MAX_NOTES) this.#notRead.push(note);
  }
}

/** Is that function of NumPy's the one that rebuilds arrays? */
export function isNumpyArray(path: string): boolean {
  return NUMPY_ARRAY.test(path);
}

type Holder = Extract<PickleValue, { kind: "dict" | "list" | "tuple" | "call" }>;

function isHolder(value: PickleValue): value is Holder {
  return isKind(value, "dict") || isKind(value, "list") || isKind(value, "tuple") || isCall(value);
}

function partsOf(place: string, value: Holder): Node[] {
  const part = (key: string, item: PickleValue): Node => ({
    place,
    path: place === "" ? key : `${place}.${key}`,
    value: item,
  });
  const inOrder = (items: readonly PickleValue[]) => items.map((item, i) => part(String(i), item));
  const byKey = (items: PickleItems) => [...items].map(([key, item], i) => part(keyText(key, i), item));
  const items = itemsOf(value);
  if (items !== null) return byKey(items);
  if (!isCall(value)) return value.kind === "dict" ? byKey(value.items) : inOrder(value.items);
  // What an object is made of is at the object's own place: it has no keys of its own.
  const own = [value.args, ...value.states].flatMap((made) => tupleOf(made) ?? [made]);
  return [
    ...own.map((item, i) => (isTensor(item) ? part(String(i), item) : { place, path: place, value: item })),
    ...byKey(value.items),
    ...inOrder(value.appended),
  ];
}

/** Keys are texts, or numbers; others are known by their order. */
function keyText(key: PickleValue, i: number): string {
  return typeof key === "object" && key !== null ? `(${i})` : String(key);
}

/** A module of PyTorch's, by the attributes that every one of them has. */
function isModule({ args, states }: PickleCall): boolean {
  return [args, ...states]
    .flatMap((made) => tupleOf(made) ?? [made])
    .some((made) => isKind(made, "dict") && made.items.has("_parameters") && made.items.has("_modules"));
}
