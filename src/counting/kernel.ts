import { CHUNK_BYTES } from "./dtypes.js";
import { type Guess, guessFor } from "./guess.js";
import { Pairing } from "./pairing.js";
import { countValues, scanValues, sumPowers } from "./plainKernel.js";
import type { Powers, Scan } from "./records.js";
import { type KernelExports, kernelExports } from "./wasmExports.js";
import type { WasmModule } from "./webAssembly.js";

/** The kernel counts in 32 bits: whoever uses it must take the counts before so many values. */
export const MOST_VALUES = 2 ** 31;

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

/** Which of the kernel's two chunks: the partner's is the second model's, of values that are paired. */
export type ChunkOf = "own" | "partner";

/** Counts what stands in its chunks. Every thread has one. */
export class Kernel {
  /** Fill one from its beginning, then count; both, then pair. */
  readonly chunks: Readonly<Record<ChunkOf, Uint8Array>>;
  readonly pairing: Pairing;
  readonly #exports: KernelExports;
  /** What the last look at the chunk found. */
  readonly #record: Float64Array;
  #edges: Float64Array = Float64Array.of(0, 1);
  #guess: Guess | null = null;
  /** Of float64. */
  #slots = new Float64Array();

  /** @throws WdistError USAGE where there is no memory for it */
  constructor(module: WasmModule) {
    this.#exports = kernelExports(module);
    const chunkAt = (byte: number) => new Uint8Array(this.#buffer, byte, CHUNK_BYTES);
    this.chunks = { own: chunkAt(this.#chunkByte("own")), partner: chunkAt(this.#chunkByte("partner")) };
    this.pairing = new Pairing(this.#exports);
    this.#record = new Float64Array(this.#buffer, this.#exports.recordByte.value, RECORD_LENGTH);
  }

  get #buffer(): ArrayBuffer {
    return this.#exports.memory.buffer;
  }

  #chunkByte(of: ChunkOf): number {
    return (of === "own" ? this.#exports.chunkByte : this.#exports.partnerChunkByte).value;
  }

  /** The first look at float32 or float64. */
  scan(dtype: string, byteLength: number, of: ChunkOf = "own"): Scan {
    if (dtype !== "F32") return scanValues(this.#doubles(byteLength, of));
    this.#exports.scanF32(this.#chunkByte(of), byteLength / 4);
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
    for (const lane of this.#countLanes(edges.length + 1)) lane.fill(0);
  }

  /** The second look: counts into bins, and sums powers. */
  count(dtype: string, byteLength: number, { shift, scale, areFinite, areWithin }: CountOptions): Powers {
    if (dtype !== "F32") {
      const values = this.#doubles(byteLength, "own");
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

  countCodes(codeBytes: 1 | 2, byteLength: number, of: ChunkOf = "own"): void {
    const count = codeBytes === 1 ? this.#exports.countCodes8 : this.#exports.countCodes16;
    count(this.#chunkByte(of), this.#codesByte(of), byteLength / codeBytes);
  }

  #codesByte(of: ChunkOf): number {
    return (of === "own" ? this.#exports.codesByte : this.#exports.partnerCodesByte).value;
  }

  /** Adds the counts to `slots` (below, each bin, above), and forgets them. */
  takeCounts(slots: Float64Array): void {
    addTo(slots, this.#slots);
    for (const lane of this.#countLanes(slots.length)) addTo(slots, lane);
  }

  /** Adds how often each code stood there, and forgets it. */
  takeCodes(slots: Float64Array, of: ChunkOf = "own"): void {
    for (const lane of this.#lanes(this.#codesByte(of), this.#exports.codesStride.value, slots.length)) {
      addTo(slots, lane);
    }
  }

  #countLanes(length: number): Uint32Array[] {
    return this.#lanes(this.#exports.countsByte.value, this.#exports.countsStride.value, length);
  }

  #lanes(startByte: number, strideBytes: number, length: number): Uint32Array[] {
    return Array.from(
      { length: LANES },
      (_, lane) => new Uint32Array(this.#buffer, startByte + lane * strideBytes, length),
    );
  }

  #doubles(byteLength: number, of: ChunkOf): Float64Array {
    return new Float64Array(this.#buffer, this.#chunkByte(of), byteLength / 8);
  }
}

function addTo(sums: Float64Array, counts: Float64Array | Uint32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (counts[i] as number);
  counts.fill(0);
}
