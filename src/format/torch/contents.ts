import type { Skipped } from "../../model/tensors.js";
import { Budget } from "../shared/budget.js";
import { overLimit } from "../shared/limit.js";
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

/** Longer paths belong to no model: what is behind them is not searched, but noted. */
const MAX_PATH_CHARACTERS = 2000;
/** A training checkpoint has a dict for each parameter. */
const MAX_HOLDERS = 250_000;
/** As many as an error can show. */
const MAX_NOTES = 20;
/** JAX pickles its arrays by way of NumPy's. */
const NUMPY_ARRAY = /^(?:numpy\..*\.(?:_reconstruct|_frombuffer)|jax\..*\._reconstruct_array)$/;

/**
 * Searches breadth first, so that what several paths lead to has the shortest of them.
 * @throws WdistError UNSUPPORTED_FORMAT for more than any model has
 */
export function contentsOf(label: string, root: PickleValue): PickleContents {
  const search = new Search(label);
  search.find("", "", root);
  return search.contents();
}

class Search {
  readonly #label: string;
  readonly #budget: Budget;
  readonly #tensors: PlacedTensor[] = [];
  readonly #notRead: NotRead[] = [];
  readonly #seen = new Set<PickleValue>();
  /** What is still to be looked into; grows while it is gone through. */
  readonly #holders: { readonly path: string; readonly value: Holder }[] = [];
  #firstArray: string | null = null;
  #arrays = 0;

  constructor(label: string) {
    this.#label = label;
    this.#budget = new Budget(label);
  }

  /** Finds all that a value holds, and what those hold. */
  find(place: string, path: string, root: PickleValue): void {
    this.#take(place, path, root);
    for (let i = 0; i < this.#holders.length; i++) {
      const { path: holder, value } = this.#holders[i] as { path: string; value: Holder };
      forEachPart(value, (key, part) => {
        if (typeof part !== "object" || part === null) return;
        const name = key === null ? holder : holder === "" ? key() : `${holder}.${key()}`;
        this.#take(holder, name, part);
      });
    }
  }

  /** Takes a value for what it is. */
  #take(place: string, path: string, value: PickleValue): void {
    if (isTensor(value) || isPartialTensor(value)) {
      this.#budget.add(path.length);
      this.#tensors.push({ place, name: path, call: value });
      return;
    }
    if (!isHolder(value) || this.#seen.has(value)) return;
    this.#seen.add(value);
    if (this.#seen.size > MAX_HOLDERS) {
      throw overLimit(
        this.#label,
        `holds more than ${MAX_HOLDERS} dicts, lists and objects, more than any model needs`,
        BY_ITSELF,
      );
    }
    if (isCall(value) && isNumpyArray(calleeOf(value) ?? "")) {
      this.#arrays++;
      this.#firstArray ??= path;
    } else if (isCall(value) && isModule(value)) {
      const reason = `a whole Python object (${classOf(value)?.slice(0, 100)}), not a state dict`;
      this.#note({ name: path, reason, fix: BY_ITSELF });
    } else if (path.length > MAX_PATH_CHARACTERS) {
      this.#note({ name: path.slice(0, 100), reason: "nested deeper than is searched", fix: BY_ITSELF });
    } else {
      this.#holders.push({ path, value });
    }
  }

  contents(): PickleContents {
    // The state of a random number generator is an array, in many a checkpoint of tensors.
    if (this.#firstArray !== null && this.#arrays > this.#tensors.length) {
      const reason = `one of ${this.#arrays} NumPy arrays, which are not tensors`;
      this.#note({ name: this.#firstArray, reason, fix: AS_TENSORS });
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

/** Does it hold objects? Of lists of nothing but numbers and texts there may be very many. */
function isHolder(value: PickleValue): value is Holder {
  if (isKind(value, "list") || isKind(value, "tuple")) return value.items.some(isObject);
  if (isKind(value, "dict")) return value.items.size > 0;
  return isCall(value);
}

function isObject(value: PickleValue): boolean {
  return typeof value === "object" && value !== null;
}

/** What an object is made of is at the object's own place: it has no key. Keys are made where they are asked for. */
function forEachPart(value: Holder, use: (key: (() => string) | null, part: PickleValue) => void): void {
  const inOrder = (items: readonly PickleValue[]) => {
    for (const [i, item] of items.entries()) use(() => String(i), item);
  };
  const byKey = (items: PickleItems) => {
    let i = 0;
    for (const [key, item] of items) {
      const at = i++;
      use(() => keyText(key, at), item);
    }
  };
  const items = itemsOf(value);
  if (items !== null) byKey(items);
  else if (!isCall(value)) inOrder(value.items as readonly PickleValue[]);
  else {
    for (const made of [value.args, ...value.states]) {
      const parts = tupleOf(made) ?? [made];
      for (const [i, part] of parts.entries()) use(isTensor(part) ? () => String(i) : null, part);
    }
    byKey(value.items);
    inOrder(value.appended);
  }
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
