import { utf8Text } from "../shared/utf8.js";
import { integer, OPAQUE } from "./pickleInteger.js";
import { PickleMachine } from "./pickleMachine.js";
import { PickleError, type PicklePersistent, type PickleTuple, type PickleValue } from "./pickleValues.js";

/**
 * Python's pickle read as plain data, by an interpreter that can build inert values and do nothing else. It knows those
 * opcodes of protocols 2 to 5 that build data. A global is a name, never looked up; a call is written down, never made.
 * Source: CPython's Lib/pickletools.py, which documents every opcode.
 */

export interface Unpickled {
  readonly value: PickleValue;
  /** Where the pickle ended. */
  readonly endByte: number; // exclusive
  /** Every global that it names: "module.name". */
  readonly globals: ReadonlySet<string>;
  /** Every reference to something outside it. */
  readonly persistents: readonly PicklePersistent[];
}

/** The newest protocol, of Python 3.8. */
const MAX_PROTOCOL = 5;
/** Longer than any module or class is called. */
const MAX_LINE_BYTES = 1000;

const NEWLINE = 0x0a;
const STOP = 0x2e;
const EMPTY_TUPLE: PickleTuple = { kind: "tuple", items: [] };

type Step = (machine: PickleMachine) => void;

/** What each allowed opcode does, by its byte; any other is refused. */
const OPCODES: ReadonlyMap<number, Step> = new Map<number, Step>([
  // PROTO, FRAME
  [0x80, readProtocol],
  [0x95, readFrame],

  // MARK, POP, POP_MARK, DUP
  [0x28, (m) => m.mark()],
  [0x30, (m) => void m.pop()],
  [0x31, (m) => void m.popMarked()],
  [0x32, (m) => m.push(m.peek())],

  // BINPUT, LONG_BINPUT, MEMOIZE; BINGET, LONG_BINGET
  [0x71, (m) => m.memoize(m.u8())],
  [0x72, (m) => m.memoize(m.u32())],
  [0x94, (m) => m.memoize(m.memoSize)],
  [0x68, (m) => m.recall(m.u8())],
  [0x6a, (m) => m.recall(m.u32())],

  // NONE, NEWTRUE, NEWFALSE
  [0x4e, (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],

  // BININT, BININT1, BININT2, LONG1, LONG4, BINFLOAT
  [0x4a, (m) => m.push(m.i32())],
  [0x4b, (m) => m.push(m.u8())],
  [0x4d, (m) => m.push(m.u16())],
  [0x8a, (m) => m.push(integer(m.take(m.u8())))],
  [0x8b, (m) => m.push(integer(m.take(m.u32())))],
  [0x47, (m) => m.pushObject(m.f64())],

  // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8; Python 2's SHORT_BINSTRING, BINSTRING
  [0x8c, (m) => pushText(m, m.u8())],
  [0x58, (m) => pushText(m, m.u32())],
  [0x8d, (m) => pushText(m, m.u64())],
  [0x55, (m) => pushLatin1(m, m.u8())],
  [0x54, (m) => pushLatin1(m, m.u32())],

  // SHORT_BINBYTES, BINBYTES, BINBYTES8, BYTEARRAY8
  [0x43, (m) => pushOpaque(m, m.u8())],
  [0x42, (m) => pushOpaque(m, m.u32())],
  [0x8e, (m) => pushOpaque(m, m.u64())],
  [0x96, (m) => pushOpaque(m, m.u64())],

  // EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3
  [0x29, (m) => m.push(EMPTY_TUPLE)],
  [0x74, (m) => m.pushObject({ kind: "tuple", items: m.popMarked() })],
  [0x85, (m) => pushTuple(m, 1)],
  [0x86, (m) => pushTuple(m, 2)],
  [0x87, (m) => pushTuple(m, 3)],

  // EMPTY_LIST, LIST, APPEND, APPENDS
  [0x5d, (m) => m.pushList()],
  [0x6c, (m) => m.pushObject({ kind: "list", items: m.popMarked() })],
  [0x61, (m) => m.append([m.pop()])],
  [0x65, (m) => m.append(m.popMarked())],

  // EMPTY_DICT, DICT, SETITEM, SETITEMS
  [0x7d, (m) => m.pushDict()],
  [0x64, makeDict],
  [0x73, setItem],
  [0x75, (m) => m.setItems(m.popMarked())],

  // EMPTY_SET, FROZENSET, ADDITEMS
  [0x8f, (m) => m.push(OPAQUE)],
  [0x91, makeFrozenSet],
  [0x90, (m) => void m.popMarked()],

  // GLOBAL, STACK_GLOBAL
  [0x63, (m) => m.pushGlobal(readLine(m), readLine(m))],
  [0x93, pushStackGlobal],

  // REDUCE, NEWOBJ, NEWOBJ_EX, BUILD, BINPERSID
  [0x52, pushCall],
  [0x81, pushCall],
  [0x92, pushCallWithKeywords],
  [0x62, (m) => m.setState(m.pop())],
  [0x51, (m) => m.pushPersistent(m.pop())],
]);

/** The same by place, which is found sooner: a pickle has millions. */
const STEPS: readonly (Step | undefined)[] = Array.from({ length: 256 }, (_, opcode) => OPCODES.get(opcode));

/**
 * Interprets the pickle at the beginning of `bytes`.
 * @throws PickleError
 */
export function unpickle(bytes: Uint8Array): Unpickled {
  const machine = new PickleMachine(bytes);
  run(machine);
  const value = machine.pop();
  if (machine.depth > 0) throw machine.fail("values are left over at its end");
  const { at: endByte, globals, persistents } = machine;
  return { value, endByte, globals, persistents };
}

/** The globals that a pickle names in its first bytes. */
export function globalsIn(beginning: Uint8Array): ReadonlySet<string> {
  const machine = new PickleMachine(beginning);
  try {
    run(machine);
  } catch (error) {
    // It is cut off, or not a pickle: what was seen before that counts.
    if (!(error instanceof PickleError)) throw error;
  }
  return machine.globals;
}

/** Carries out every opcode up to the end. */
function run(machine: PickleMachine): void {
  for (;;) {
    machine.opcodeByte = machine.at;
    const opcode = machine.u8();
    if (opcode === STOP) return;
    const step = STEPS[opcode];
    if (step === undefined)
      throw machine.fail(
        `opcode 0x${hex(opcode)} is not one that builds data (of protocols 2 to ${MAX_PROTOCOL})`,
      );
    step(machine);
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function readProtocol(machine: PickleMachine): void {
  const protocol = machine.u8();
  if (protocol > MAX_PROTOCOL) {
    throw machine.fail(`it is of protocol ${protocol}; ${MAX_PROTOCOL} is the newest there is`);
  }
}

/** A frame says how many bytes may be read at once; they follow, to be interpreted like any others. */
function readFrame(machine: PickleMachine): void {
  const framed = machine.take(machine.u64());
  machine.at -= framed.length;
}

function pushText(machine: PickleMachine, byteLength: number | bigint): void {
  const text = utf8Text(machine.take(byteLength));
  if (text === null) throw machine.fail("a text is not valid UTF-8");
  machine.pushObject(text);
}

/** Python 2's strings are bytes; names of tensors are ASCII in them. */
function pushLatin1(machine: PickleMachine, byteLength: number): void {
  machine.pushObject(Buffer.from(machine.take(byteLength)).toString("latin1"));
}

function pushOpaque(machine: PickleMachine, byteLength: number | bigint): void {
  machine.take(byteLength);
  machine.push(OPAQUE);
}

function pushTuple(machine: PickleMachine, length: number): void {
  const items = Array.from({ length }, () => machine.pop()).reverse();
  machine.pushObject({ kind: "tuple", items });
}

function makeDict(machine: PickleMachine): void {
  const pairs = machine.popMarked();
  machine.pushDict();
  machine.setItems(pairs);
}

function setItem(machine: PickleMachine): void {
  const value = machine.pop();
  const key = machine.pop();
  machine.setItems([key, value]);
}

function makeFrozenSet(machine: PickleMachine): void {
  machine.popMarked();
  machine.push(OPAQUE);
}

/** Protocol 2 has a global's module and name in two lines. */
function readLine(machine: PickleMachine): string {
  const length = machine.bytesBefore(NEWLINE, MAX_LINE_BYTES + 1);
  if (length > MAX_LINE_BYTES) throw machine.fail(`a name has more than ${MAX_LINE_BYTES} bytes`);
  const line = Buffer.from(machine.take(length)).toString("latin1");
  machine.u8();
  return line;
}

function pushStackGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof module !== "string" || typeof name !== "string") {
    throw machine.fail("a global's module or name is not a text");
  }
  machine.pushGlobal(module, name);
}

function pushCall(machine: PickleMachine): void {
  const args = machine.pop();
  machine.pushCall(machine.pop(), args);
}

function pushCallWithKeywords(machine: PickleMachine): void {
  machine.pop();
  pushCall(machine);
}
