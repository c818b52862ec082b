import { readInstalled } from "../source/synchronous.js";
import type { Loops } from "../stats/loopsInUse.js";
import { CompiledModule, HAS_WEB_ASSEMBLY, instantiated, type WasmMemory } from "./webAssembly.js";

/** The loops over vectors as WebAssembly: on copies of the vectors that they are given. */

/** As built: src/counting, dist/kernel and dist/program are equally deep in the package. */
const VECTORS = new URL("../../dist/counting/vectors.wasm", import.meta.url);

/** Longer vectors are not copied: on them JavaScript has the time to become as quick. */
const MOST_VALUES = 1 << 16;
/** Vectors are made with room for others of about their length. */
const LEAST_ROOM = 1024;

/** Vectors that a loop is given, at most, beside the one that it fills. */
const MOST_GIVEN = 4;

/** Where a vector's header stands. */
type Pointer = number;

/** The same loops, of vectors in the memory of WebAssembly. */
interface Exports extends Readonly<Record<keyof Loops, unknown>> {
  readonly memory: WasmMemory;
  readonly makeVector: (length: number) => Pointer;
}

/** Loops whose outcome is what they return. */
const RETURNING = [
  "largestMagnitude",
  "sumOf",
  "sumOfSquares",
  "sumOfProducts",
  "areSame",
  "equalPairs",
] as const satisfies readonly (keyof Loops)[];

/** Loops that fill the last vector that they are given. */
const FILLING = [
  "powerSums",
  "centredInto",
  "distancesInto",
  "countsInto",
  "centredRanksInto",
  "gapsInto",
  "differencesInto",
  "placesBeyond",
  "placesNearZero",
  "placesFlipped",
  "shiftedInto",
  "sortAlongInto",
  "lineInto",
  "medianMagnitudeOf",
  "productsInto",
] as const satisfies readonly (keyof Loops)[];

/** The one that JavaScript does without, which fills too. */
const ORDERING = "orderInto";

type Argument = Float64Array | number;
/** What any of them is, to code that passes on what it is given. */
type AnyLoop<Arg> = (...args: readonly Arg[]) => unknown;

/** `plain`: the same as JavaScript, for what is too long, and for where there is no WebAssembly. */
export function vectorLoops(plain: Loops): Loops {
  if (!HAS_WEB_ASSEMBLY) return plain;
  const wasm = instantiated(new CompiledModule(readInstalled(VECTORS))) as Exports | null;
  if (wasm === null) return plain;
  const given = Array.from({ length: MOST_GIVEN }, () => new Slot(wasm));
  const result = new Slot(wasm);
  const overCopies =
    (name: keyof Loops, isFilling: boolean): AnyLoop<Argument> =>
    (...args) => {
      if (args.some(isTooLong)) return (plain[name] as AnyLoop<Argument> | undefined)?.(...args) ?? 0;
      const out = isFilling ? args.at(-1) : undefined;
      const pointers: Pointer[] = [];
      let vectors = 0;
      // Many short vectors come by here: a callback for each of them would cost as much as some of the loops.
      for (const arg of args) {
        if (typeof arg === "number") pointers.push(arg);
        else if (arg === out) pointers.push(result.resize(arg.length));
        else pointers.push((given[vectors++] as Slot).fill(arg));
      }
      const returned = (wasm[name] as AnyLoop<Pointer>)(...pointers);
      if (out instanceof Float64Array) result.copyTo(out);
      return returned;
    };
  const compiled = [
    ...RETURNING.map((name) => [name, overCopies(name, false)] as const),
    ...FILLING.map((name) => [name, overCopies(name, true)] as const),
    [ORDERING, overCopies(ORDERING, true)] as const,
  ];
  return { ...plain, ...Object.fromEntries(compiled) };
}

function isTooLong(arg: Argument): boolean {
  return typeof arg !== "number" && arg.length > MOST_VALUES;
}

/** A vector in the memory of WebAssembly, with room for more. */
class Slot {
  readonly #wasm: Exports;
  #pointer: Pointer = 0;
  #room = 0;
  /** What the vector is: its buffer, where its numbers begin, their length in bytes. */
  #header = new Uint32Array();
  #numbers = new Float64Array();

  constructor(wasm: Exports) {
    this.#wasm = wasm;
  }

  resize(length: number): Pointer {
    if (this.#pointer === 0 || length > this.#room) {
      this.#room = Math.max(LEAST_ROOM, 2 * length);
      this.#pointer = this.#wasm.makeVector(this.#room);
      this.#look();
    } else if (this.#header.length === 0) this.#look();
    this.#header[2] = length * Float64Array.BYTES_PER_ELEMENT;
    return this.#pointer;
  }

  fill(values: Float64Array): Pointer {
    const pointer = this.resize(values.length);
    this.#numbers.set(values);
    return pointer;
  }

  copyTo(out: Float64Array): void {
    if (this.#header.length === 0) this.#look();
    out.set(this.#numbers.subarray(0, out.length));
  }

  /** Anew whenever the memory has grown, which leaves views of it empty. */
  #look(): void {
    const { buffer } = this.#wasm.memory;
    this.#header = new Uint32Array(buffer, this.#pointer, 3);
    this.#numbers = new Float64Array(buffer, this.#header[1] as number, this.#room);
  }
}
