/** What a pickle says, as inert data: the values that `unpickle` builds. */

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | PickleCall
  | PicklePersistent
  | PickleOpaque;

export interface PickleList {
  readonly kind: "list";
  readonly items: readonly PickleValue[];
}

export interface PickleTuple {
  readonly kind: "tuple";
  readonly items: readonly PickleValue[];
}

/** Keys that are not strings or numbers are compared by identity; a later value replaces an earlier one. */
export interface PickleDict {
  readonly kind: "dict";
  readonly items: PickleItems;
}

export type PickleItems = ReadonlyMap<PickleValue, PickleValue>;

/** The name of something in a Python module. */
export interface PickleGlobal {
  readonly kind: "global";
  /** "module.name" */
  readonly path: string;
}

/** A call that Python would have made, and what it would have put into the result. */
export interface PickleCall {
  readonly kind: "call";
  readonly callee: PickleValue;
  readonly args: PickleValue;
  /** Items set on the result, as on a dict. */
  readonly items: PickleItems;
  /** Items appended to it, as to a list. */
  readonly appended: readonly PickleValue[];
  /** What its attributes were set from, each time; most often a dict of them. */
  readonly states: readonly PickleValue[];
}

/** A reference to something outside the pickle; PyTorch's storages are such. */
export interface PicklePersistent {
  readonly kind: "persistent";
  readonly id: PickleValue;
}

/** A value that is not needed: bytes, a set, or an integer beyond 2^53. */
export interface PickleOpaque {
  readonly kind: "opaque";
}

/** The bytes are not a pickle that is read. */
export class PickleError extends Error {
  override readonly name = "PickleError";
  /** Where in the pickle. */
  readonly byte: number;
  /** It goes on behind the bytes that were given; or it may be valid, and is more than is read. */
  readonly kind: "broken" | "cut off" | "too much";

  constructor(message: string, byte: number, kind: PickleError["kind"] = "broken") {
    super(message);
    this.byte = byte;
    this.kind = kind;
  }
}
