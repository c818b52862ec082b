import { joined, NO_ITEMS, NONE } from "./pickleLists.js";
import {
  type PickleCall,
  type PickleDict,
  PickleError,
  type PickleGlobal,
  type PickleList,
  type PicklePersistent,
  type PickleValue,
} from "./pickleValues.js";

/**
 * More than the largest training checkpoint holds, optimiser and all: containers, calls, texts, floats, and items of
 * dicts. With some 100 bytes each they guard memory.
 */
const MAX_OBJECTS = 1_000_000;
/** The same of values of every kind: a list or the stack has a place of 8 bytes for each. */
const MAX_VALUES = 3_000_000;

/** Classes and functions of Python: the largest checkpoints name some hundred. */
const MAX_GLOBALS = 10_000;

const MARK: unique symbol = Symbol("mark");

/** The state of an interpreter of pickles: the bytes, the stack, the memo. It can do nothing to the world outside. */
export class PickleMachine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: (PickleValue | typeof MARK)[] = [];
  /** Places of the marks on the stack. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #objects = 0;
  #values = 0;
  /** The next byte. */
  at = 0;
  /** Where the opcode is that is being carried out. */
  opcodeByte = 0;
  /** Every global that the pickle names: "module.name". */
  readonly globals = new Set<string>();
  /** Every reference to something outside the pickle. */
  readonly persistents: PicklePersistent[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  fail(message: string): PickleError {
    return new PickleError(message, this.opcodeByte);
  }

  #tooMany(message: string): PickleError {
    return new PickleError(message, this.opcodeByte, "too much");
  }

  // --- bytes -------------------------------------------------------------------------------------

  /** The next `count` bytes: a view, not a copy. */
  take(count: number | bigint): Uint8Array {
    const startByte = this.#pass(count);
    return this.#bytes.subarray(startByte, this.at);
  }

  /** How many bytes there are before the next such byte, or up to the end; looks at no more than `most`. */
  bytesBefore(byte: number, most: number): number {
    const ahead = this.#bytes.subarray(this.at, this.at + most);
    const found = ahead.indexOf(byte);
    return found < 0 ? ahead.length : found;
  }

  u8(): number {
    return this.#view.getUint8(this.#pass(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#pass(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#pass(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#pass(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#pass(8), true);
  }

  /** Big-endian, unlike every other number of the format. */
  f64(): number {
    return this.#view.getFloat64(this.#pass(8), false);
  }

  /** Moves behind the next `count` bytes, and answers where they begin. */
  #pass(count: number | bigint): number {
    const left = this.#bytes.length - this.at;
    if (count > left) {
      throw new PickleError(
        `${count} bytes are claimed, but only ${left} follow`,
        this.opcodeByte,
        "cut off",
      );
    }
    const startByte = this.at;
    this.at += Number(count);
    return startByte;
  }

  // --- stack and memo ----------------------------------------------------------------------------

  push(value: PickleValue | typeof MARK): void {
    this.#values++;
    if (this.#values > MAX_VALUES) throw this.#tooMany(`makes more than ${MAX_VALUES} values`);
    this.#stack.push(value);
  }

  /** Pushes a new object, or another value that takes memory by itself; their number is limited. */
  pushObject(value: PickleValue): void {
    this.#count();
    this.push(value);
  }

  pushDict(): void {
    this.pushObject({ kind: "dict", items: NO_ITEMS });
  }

  pushList(): void {
    this.pushObject({ kind: "list", items: NONE });
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw this.fail("the stack is empty");
    return value;
  }

  /** The value on top, which stays there. */
  peek(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) throw this.fail("the stack is empty");
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
    this.push(MARK);
  }

  /** Takes everything from the last mark on off the stack. */
  popMarked(): PickleValue[] {
    const place = this.#marks.pop();
    if (place === undefined) throw this.fail("there is no mark on the stack");
    // Above the last mark there is no other.
    const values = this.#stack.slice(place + 1) as PickleValue[];
    this.#stack.length = place;
    return values;
  }

  get depth(): number {
    return this.#stack.length;
  }

  memoize(index: number): void {
    this.#count();
    this.#memo.set(index, this.peek());
  }

  get memoSize(): number {
    return this.#memo.size;
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.fail(`nothing was remembered as ${index}`);
    this.push(value);
  }

  #count(): void {
    this.#objects++;
    if (this.#objects > MAX_OBJECTS) throw this.#tooMany(`makes more than ${MAX_OBJECTS} objects`);
  }

  // --- what several opcodes do -------------------------------------------------------------------

  pushGlobal(module: string, name: string): void {
    const path = `${module}.${name}`;
    this.globals.add(path);
    if (this.globals.size > MAX_GLOBALS) throw this.#tooMany(`names more than ${MAX_GLOBALS} globals`);
    const value: PickleGlobal = { kind: "global", path };
    this.pushObject(value);
  }

  pushPersistent(id: PickleValue): void {
    const value: PicklePersistent = { kind: "persistent", id };
    this.persistents.push(value);
    this.pushObject(value);
  }

  /** The call is written down, never made. */
  pushCall(callee: PickleValue, args: PickleValue): void {
    const value: PickleCall = { kind: "call", callee, args, items: NO_ITEMS, appended: NONE, states: NONE };
    this.pushObject(value);
  }

  /** Sets items on the object on top; `pairs` are keys and values in turn. */
  setItems(pairs: readonly PickleValue[]): void {
    const target = this.#object(["dict", "call"]) as Changeable<PickleDict | PickleCall>;
    if (pairs.length % 2 === 1) throw this.fail("a key has no value");
    if (pairs.length === 0) return;
    const items = target.items === NO_ITEMS ? new Map() : (target.items as Map<PickleValue, PickleValue>);
    target.items = items;
    for (let i = 0; i < pairs.length; i += 2) {
      this.#count();
      items.set(pairs[i] ?? null, pairs[i + 1] ?? null);
    }
  }

  /** Adds to the list on top, or to what a call would have made of one. */
  append(values: readonly PickleValue[]): void {
    const target = this.#object(["list", "call"]) as Changeable<PickleList | PickleCall>;
    if (target.kind === "list") target.items = joined(target.items, values);
    else target.appended = joined(target.appended, values);
  }

  /** Sets the attributes of what a call would have made. */
  setState(state: PickleValue): void {
    const target = this.#object(["call"]) as Changeable<PickleCall>;
    this.#count();
    target.states = joined(target.states, [state]);
  }

  #object(kinds: readonly string[]): PickleValue {
    const value = this.peek();
    if (typeof value === "object" && value !== null && kinds.includes(value.kind)) return value;
    throw this.fail(`the object on the stack is not a ${kinds[0]}`);
  }
}

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };
