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

/** Where a vector's header stands. */
type Pointer = number;

/** The same loops, of vectors in the memory of WebAssembly. */
type Exports = {
  readonly [Name in keyof Loops]: (...args: Pointers<Parameters<Loops[Name]>>) => ReturnType<Loops[Name]>;
} & {
  readonly memory: WasmMemory;
  readonly makeVector: (length: number) => Pointer;
};
type Pointers<Args extends readonly unknown[]> = {
  [I in keyof Args]: Args[I] extends Float64Array ? Pointer : Args[I];
};

/** `plain`: the same as JavaScript, for what is too long, and for where there is no WebAssembly. */
export function vectorLoops(plain: Loops): Loops {
  if (!HAS_WEB_ASSEMBLY) return plain;
  const wasm = instantiated(new CompiledModule(readInstalled(VECTORS))) as Exports | null;
  if (wasm === null) return plain;
  const [one, two, result] = [new Slot(wasm), new Slot(wasm), new Slot(wasm)];
  const fits = (a: Float64Array, b = a) => a.length <= MOST_VALUES && b.length <= MOST_VALUES;
  /** Runs a loop that gives a vector back. */
  const into = <T>(out: Float64Array, loop: (pointer: Pointer) => T): T => {
    const returned = loop(result.resize(out.length));
    result.copyTo(out);
    return returned;
  };
  return {
    ...plain,
    largestMagnitude: (x) => (fits(x) ? wasm.largestMagnitude(one.fill(x)) : plain.largestMagnitude(x)),
    sumOf: (x, scale) => (fits(x) ? wasm.sumOf(one.fill(x), scale) : plain.sumOf(x, scale)),
    sumOfSquares: (x, scale) =>
      fits(x) ? wasm.sumOfSquares(one.fill(x), scale) : plain.sumOfSquares(x, scale),
    sumOfProducts: (a, b, scaleOfA, scaleOfB) =>
      fits(a, b)
        ? wasm.sumOfProducts(one.fill(a), two.fill(b), scaleOfA, scaleOfB)
        : plain.sumOfProducts(a, b, scaleOfA, scaleOfB),
    powerSums: (x, scale, centre, out) =>
      fits(x)
        ? into(out, (to) => wasm.powerSums(one.fill(x), scale, centre, to))
        : plain.powerSums(x, scale, centre, out),
    centredInto: (x, scale, out) =>
      fits(x)
        ? into(out, (to) => wasm.centredInto(one.fill(x), scale, to))
        : plain.centredInto(x, scale, out),
    distancesInto: (x, centre, out) =>
      fits(x)
        ? into(out, (to) => wasm.distancesInto(one.fill(x), centre, to))
        : plain.distancesInto(x, centre, out),
    countsInto: (x, edges, out) =>
      fits(x, edges)
        ? into(out, (to) => wasm.countsInto(one.fill(x), two.fill(edges), to))
        : plain.countsInto(x, edges, out),
    centredRanksInto: (x, ascending, out) =>
      fits(x)
        ? into(out, (to) => wasm.centredRanksInto(one.fill(x), two.fill(ascending), to))
        : plain.centredRanksInto(x, ascending, out),
    gapsInto: (a, b, scale, out) =>
      fits(a, b)
        ? into(out, (to) => wasm.gapsInto(one.fill(a), two.fill(b), scale, to))
        : plain.gapsInto(a, b, scale, out),
    differencesInto: (a, b, out) =>
      fits(a)
        ? into(out, (to) => wasm.differencesInto(one.fill(a), two.fill(b), to))
        : plain.differencesInto(a, b, out),
    areSame: (a, b) => (fits(a) ? wasm.areSame(one.fill(a), two.fill(b)) : plain.areSame(a, b)),
    equalPairs: (a, b) => (fits(a, b) ? wasm.equalPairs(one.fill(a), two.fill(b)) : plain.equalPairs(a, b)),
    placesBeyond: (x, low, high, out) =>
      fits(x)
        ? into(out, (to) => wasm.placesBeyond(one.fill(x), low, high, to))
        : plain.placesBeyond(x, low, high, out),
    placesNearZero: (x, limit, out) =>
      fits(x)
        ? into(out, (to) => wasm.placesNearZero(one.fill(x), limit, to))
        : plain.placesNearZero(x, limit, out),
    placesFlipped: (a, b, out) =>
      fits(a)
        ? into(out, (to) => wasm.placesFlipped(one.fill(a), two.fill(b), to))
        : plain.placesFlipped(a, b, out),
    shiftedInto: (x, unit, shift, out) =>
      fits(x)
        ? into(out, (to) => wasm.shiftedInto(one.fill(x), unit, shift, to))
        : plain.shiftedInto(x, unit, shift, out),
    sortAlongInto: (a, b, out) =>
      fits(a, out)
        ? into(out, (to) => wasm.sortAlongInto(one.fill(a), two.fill(b), to))
        : plain.sortAlongInto(a, b, out),
    slopesInto: (a, b, out) =>
      fits(a)
        ? into(out, (to) => wasm.slopesInto(one.fill(a), two.fill(b), to))
        : plain.slopesInto(a, b, out),
    residualsInto: (a, b, scale, out) =>
      fits(a)
        ? into(out, (to) => wasm.residualsInto(one.fill(a), two.fill(b), scale, to))
        : plain.residualsInto(a, b, scale, out),
    productsInto: (rows, row, out) =>
      fits(rows, row)
        ? into(out, (to) => wasm.productsInto(one.fill(rows), two.fill(row), to))
        : plain.productsInto(rows, row, out),
  };
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
