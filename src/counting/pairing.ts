import { areSame } from "../stats/pairLoops.js";
import { centralPairSums, type PairSums } from "../stats/pairSums.js";
import { CHUNK_BYTES, valueBytes } from "./dtypes.js";
import { pairValues } from "./plainPair.js";
import type { Paired } from "./records.js";
import type { KernelExports } from "./wasmExports.js";

/** Values of both sides that are held against each other at once. */
export function pairChunkValues(...dtypes: readonly string[]): number {
  return CHUNK_BYTES / Math.max(Float32Array.BYTES_PER_ELEMENT, ...dtypes.map(valueBytes));
}

/** Of the record that src/counting/assembly/pair.ts leaves. */
const RECORD_LENGTH = 12;

/** Numbers in one of the kernel's chunks. */
export interface ChunkValues {
  readonly dtype: string;
  /** What codes of one byte stand for; of other dtypes null. */
  readonly values: Float32Array | null;
}

/** A chunk, and the same as float32 where it is stored in fewer bits. */
interface Side {
  readonly chunkByte: number;
  readonly chunk: Buffer;
  readonly wideByte: number;
  readonly wide: Float32Array;
}

/** Holds the kernel's two chunks against each other. Every dtype widens without loss: to float32, or else to float64. */
export class Pairing {
  readonly #exports: KernelExports;
  readonly #pre: Side;
  readonly #post: Side;
  readonly #record: Float64Array;

  constructor(exports: KernelExports) {
    const { memory, recordByte, chunkByte, wideByte, partnerChunkByte, partnerWideByte } = exports;
    const side = (chunk: number, wide: number): Side => ({
      chunkByte: chunk,
      chunk: Buffer.from(memory.buffer, chunk, CHUNK_BYTES),
      wideByte: wide,
      wide: new Float32Array(memory.buffer, wide, CHUNK_BYTES / Float32Array.BYTES_PER_ELEMENT),
    });
    this.#exports = exports;
    this.#pre = side(chunkByte.value, wideByte.value);
    this.#post = side(partnerChunkByte.value, partnerWideByte.value);
    this.#record = new Float64Array(memory.buffer, recordByte.value, RECORD_LENGTH);
  }

  /**
   * The first `length` values of both. The place of the largest change is looked for only where it is beyond `known`; else
   * it is null.
   */
  pair(pre: ChunkValues, post: ChunkValues, length: number, known: number): Paired {
    const sums =
      pre.dtype === "F64" || post.dtype === "F64"
        ? pairValues(this.#doubles(this.#pre, pre, length), this.#doubles(this.#post, post, length))
        : this.#pairSingles(
            this.#singles(this.#pre, pre, length),
            this.#singles(this.#post, post, length),
            length,
            known,
          );
    // Of values that changed no bytes need be looked at.
    return { sums, areSame: sums.changed === 0 && this.#areSame(pre, post, length) };
  }

  /** @param preByte where float32 begin, and `postByte` */
  #pairSingles(preByte: number, postByte: number, length: number, known: number): PairSums {
    this.#exports.pairF32(preByte, postByte, length);
    const [n = 0, preShift = 0, postShift = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0] = this.#record;
    const [deltaSquare = 0, maxAbsDelta = 0, signFlips = 0, changed = 0] = this.#record.subarray(8);
    const maxAbsDeltaIndex =
      maxAbsDelta > known ? this.#exports.findDelta(preByte, postByte, length, maxAbsDelta) : null;
    return centralPairSums({
      n,
      scale: 1,
      preShift,
      postShift,
      x,
      y,
      xx,
      yy,
      xy,
      deltaSquare,
      maxAbsDelta,
      maxAbsDeltaIndex,
      signFlips,
      changed,
    });
  }

  /** Byte for byte; where one side was decoded before it came here, value for value. */
  #areSame(pre: ChunkValues, post: ChunkValues, length: number): boolean {
    if (pre.dtype === post.dtype) {
      const end = length * valueBytes(pre.dtype);
      return this.#pre.chunk.compare(this.#post.chunk, 0, end, 0, end) === 0;
    }
    return areSame(this.#doubles(this.#pre, pre, length), this.#doubles(this.#post, post, length)) === 1;
  }

  #doubles(side: Side, values: ChunkValues, length: number): Float64Array {
    if (values.dtype === "F64") return new Float64Array(side.chunk.buffer, side.chunkByte, length);
    const singles = new Float32Array(side.chunk.buffer, this.#singles(side, values, length), length);
    return Float64Array.from(singles);
  }

  /** Widens a chunk to float32, where it is none; returns where they begin. */
  #singles(
    { chunk, chunkByte, wide, wideByte }: Side,
    { dtype, values }: ChunkValues,
    length: number,
  ): number {
    if (dtype === "F32") return chunkByte;
    if (dtype === "BF16") this.#exports.widenBF16(chunkByte, wideByte, length);
    else if (dtype === "F16") this.#exports.widenF16(chunkByte, wideByte, length);
    else for (let i = 0; i < length; i++) wide[i] = values?.[chunk[i] as number] as number;
    return wideByte;
  }
}
