import { WdistError } from "../errors.js";
import { type Guess, guessFor } from "./guess.js";
import { countValues, scanValues, sumPowers } from "./plainKernel.js";
import type { Powers, Scan } from "./records.js";
import { instantiated, type WasmGlobal, type WasmMemory, type WasmModule } from "./webAssembly.js";

/** Bytes that are read and counted at once: few enough to stay in a processor's cache. */
export const CHUNK_BYTES = 1 << 19;

/** Bytes of one code, of the dtypes that have so few values that their codes are counted. */
export const CODE_BYTES: ReadonlyMap<string, 1 | 2> = new Map([
  ["F16", 2],
  ["BF16", 2],
  ["F8_E4M3", 1],
  ["F8_E5M2", 1],
]);

/** The kernel counts in 32 bits: whoever uses it must take the counts before so many values. */
export const MOST_VALUES = 2 ** 31;

type CountF32 = (length: number, scale: number, offset: number, limit: number, shift: number) => void;

/** What src/counting/assembly exports. */
interface Exports {
  readonly memory: WasmMemory;
  readonly recordByte: WasmGlobal;
  readonly edgesByte: WasmGlobal;
  readonly countsByte: WasmGlobal;
  readonly countsStride: WasmGlobal;
  readonly codesByte: WasmGlobal;
  readonly codesStride: WasmGlobal;
  readonly chunkByte: WasmGlobal;
  readonly scanF32: (length: number) => void;
  readonly useEdges: (bins: number) => void;
  readonly countF32: CountF32;
  readonly countF32Within: CountF32;
  readonly countAnyF32: (length: number, shift: number) => void;
  readonly countCodes16: (length: number) => void;
  readonly countCodes8: (length: number) => void;
}

/** Numbers that a look at a chunk leaves, at most. */
const RECORD_LENGTH = 5;
/** Histograms and tables of codes in the kernel's memory. */
const LANES = 4;

export interface CountOptions {
  /** Powers are of x / scale - shift. */
  readonly shift: number;
  readonly scale: number;
  /** All values are finite. */
  readonly areFinite: boolean;
  /** None that is finite lies outside of the edges. */
  readonly areWithin: boolean;
}

/** Counts what stands in its chunk. Every thread has one. */
export class Kernel {
  /** Fill it from its beginning, then count. */
  readonly chunk: Uint8Array;
  readonly #exports: Exports;
  /** What the last look at the chunk found. */
  readonly #record: Float64Array;
  #edges: Float64Array = Float64Array.of(0, 1);
  #guess: Guess | null = null;
  /** Of float64. */
  #slots = new Float64Array();

  /** @throws WdistError USAGE where there is no memory for it */
  constructor(module: WasmModule) {
    const exports = instantiated(module) as Exports | null;
    if (exports === null) {
      throw new WdistError("USAGE", {
        where: "counting all weights",
        what: "needs memory for WebAssembly, which this process may not have",
        fix: "raise its limit: ulimit -v unlimited",
      });
    }
    this.#exports = exports;
    this.chunk = new Uint8Array(this.#buffer, this.#exports.chunkByte.value, CHUNK_BYTES);
    this.#record = new Float64Array(this.#buffer, this.#exports.recordByte.value, RECORD_LENGTH);
  }

  get #buffer(): ArrayBuffer {
    return this.#exports.memory.buffer;
  }

  /** The first look at float32 or float64. */
  scan(dtype: string, byteLength: number): Scan {
    if (dtype !== "F32") return scanValues(this.#doubles(byteLength));
    this.#exports.scanF32(byteLength / 4);
    const [n = 0, zeros = 0, min = 0, max = 0, sum = 0] = this.#record;
    return { n, zeros, min, max, sum };
  }

  /** Says which bins are counted from now on; forgets all counts. */
  useEdges(edges: Float64Array): void {
    this.#edges = edges;
    this.#guess = guessFor(edges);
    new Float64Array(this.#buffer, this.#exports.edgesByte.value, edges.length).set(edges);
    this.#exports.useEdges(edges.length - 1);
    this.#slots = new Float64Array(edges.length + 1);
    for (const lane of this.#lanes("counts", edges.length + 1)) lane.fill(0);
  }

  /** The second look: counts into bins, and sums powers. */
  count(dtype: string, byteLength: number, { shift, scale, areFinite, areWithin }: CountOptions): Powers {
    if (dtype !== "F32") {
      const values = this.#doubles(byteLength);
      countValues(values, this.#edges, this.#slots);
      return sumPowers(values, shift, scale);
    }
    // The powers of float32 are within float64: there is no scale.
    if (this.#guess === null || !areFinite) {
      this.#exports.countAnyF32(byteLength / 4, shift);
    } else {
      const { scale: perBin, offset, limit } = this.#guess;
      const count = areWithin ? this.#exports.countF32Within : this.#exports.countF32;
      count(byteLength / 4, perBin, offset, limit, shift);
    }
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#record;
    return [first, second, third, fourth];
  }

  countCodes(codeBytes: 1 | 2, byteLength: number): void {
    if (codeBytes === 1) this.#exports.countCodes8(byteLength);
    else this.#exports.countCodes16(byteLength / 2);
  }

  /** Adds the counts to `slots` (below, each bin, above), and forgets them. */
  takeCounts(slots: Float64Array): void {
    addTo(slots, this.#slots);
    for (const lane of this.#lanes("counts", slots.length)) addTo(slots, lane);
  }

  /** Adds how often each code stood there, and forgets it. */
  takeCodes(slots: Float64Array): void {
    for (const lane of this.#lanes("codes", slots.length)) addTo(slots, lane);
  }

  #lanes(table: "counts" | "codes", length: number): Uint32Array[] {
    const [start, stride] =
      table === "counts"
        ? [this.#exports.countsByte, this.#exports.countsStride]
        : [this.#exports.codesByte, this.#exports.codesStride];
    return Array.from(
      { length: LANES },
      (_, lane) => new Uint32Array(this.#buffer, start.value + lane * stride.value, length),
    );
  }

  #doubles(byteLength: number): Float64Array {
    return new Float64Array(this.#buffer, this.#exports.chunkByte.value, byteLength / 8);
  }
}

function addTo(sums: Float64Array, counts: Float64Array | Uint32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (counts[i] as number);
  counts.fill(0);
}
