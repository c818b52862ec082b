import { readInstalled } from "../source/synchronous.js";
import type { Loops } from "../stats/loopsInUse.js";
import { CompiledModule, Instance, type WasmMemory } from "./webAssembly.js";

/** The loops over vectors as WebAssembly. */

/** As built: src/kernel, dist/kernel and dist/program are equally deep in the package. */
const VECTORS = new URL("../../dist/kernel/vectors.wasm", import.meta.url);

/** Longer vectors are not copied: on them JavaScript has the time to become as quick. */
const MOST_VALUES = 1 << 16;
/** Vectors are made with room for others of about their length. */
const LEAST_ROOM = 1024;

/** How many vectors each loop is given, the last so many of them for what it gives back; then come numbers. */
const PARAMETERS: Readonly<Record<keyof Loops, readonly [vectors: number, out: number]>> = {
  areSame: [2, 0],
  centralSums: [1, 1],
  centredRanksInto: [2, 1],
  countBelow: [1, 0],
  countUpTo: [1, 0],
  countsInto: [2, 1],
  differencesInto: [2, 1],
  distancesInto: [1, 1],
  gapsInto: [2, 1],
  largestMagnitude: [1, 0],
  placesBeyond: [1, 1],
  placesFlipped: [2, 1],
  placesNearZero: [1, 1],
  sumOf: [1, 0],
  sumOfProducts: [2, 0],
  sumOfSquares: [1, 0],
};

type Argument = Float64Array | number;
type Loop = (...args: Argument[]) => unknown;

interface Exports {
  readonly memory: WasmMemory;
  /** Returns where its header stands: the buffer, where its numbers begin, their length in bytes; 32 bits each. */
  readonly makeVector: (length: number) => number;
  readonly [loop: string]: unknown;
}

/** `plain`: the same as JavaScript, for what is too long. */
export function vectorLoops(plain: Loops): Loops {
  const exports = new Instance(new CompiledModule(readInstalled(VECTORS))).exports as Exports;
  const slots = [new Slot(exports), new Slot(exports), new Slot(exports)];
  const names = Object.keys(PARAMETERS) as (keyof Loops)[];
  const entries = names.map(
    (name) => [name, inSlots(name, exports[name] as Loop, plain[name] as Loop, slots)] as const,
  );
  // Of the same names and parameters, since they are compiled from the same source.
  return Object.fromEntries(entries) as unknown as Loops;
}

/** The loop on copies of the vectors that it is given. */
function inSlots(name: keyof Loops, loop: Loop, fallback: Loop, slots: readonly Slot[]): Loop {
  const [inputs, outputs] = PARAMETERS[name];
  return (...args) => {
    const vectors = args.filter((arg) => typeof arg !== "number");
    if (vectors.some(({ length }) => length > MOST_VALUES)) return fallback(...args);
    let used = 0;
    const given = args.map((arg) => {
      if (typeof arg === "number") return arg;
      const slot = slots[used] as Slot;
      return used++ < inputs ? slot.fill(arg) : slot.resize(arg.length);
    });
    const result = loop(...given);
    for (let i = inputs; i < inputs + outputs; i++) (slots[i] as Slot).take(vectors[i] as Float64Array);
    return result;
  };
}

/** A vector in the memory of WebAssembly. */
class Slot {
  readonly #exports: Exports;
  #header = 0;
  #room = 0;

  constructor(exports: Exports) {
    this.#exports = exports;
  }

  /** Returns its header. */
  resize(length: number): number {
    if (length > this.#room) {
      this.#room = Math.max(LEAST_ROOM, 2 * length);
      this.#header = this.#exports.makeVector(this.#room);
    }
    new Uint32Array(this.#exports.memory.buffer, this.#header, 3)[2] =
      length * Float64Array.BYTES_PER_ELEMENT;
    return this.#header;
  }

  fill(values: Float64Array): number {
    const header = this.resize(values.length);
    this.#numbers(values.length).set(values);
    return header;
  }

  take(out: Float64Array): void {
    out.set(this.#numbers(out.length));
  }

  #numbers(length: number): Float64Array {
    const { buffer } = this.#exports.memory;
    const start = new Uint32Array(buffer, this.#header, 3)[1] as number;
    return new Float64Array(buffer, start, length);
  }
}
