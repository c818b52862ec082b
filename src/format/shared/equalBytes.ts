import type { StoredPiece } from "../../model/bytes.js";
import { readInto } from "../../source/synchronous.js";

/** Compared at once: few enough to stay in a processor's cache, and those of a tensor that did change differ at once. */
const COMPARED_BYTES = 1 << 18;

/**
 * Do two tensors of `byteLength` bytes have the same, wherever they lie?
 * @throws WdistError READ_FAILED
 */
export async function haveEqualBytes(
  a: readonly StoredPiece[],
  b: readonly StoredPiece[],
  byteLength: number,
): Promise<boolean> {
  const atOnce = Math.min(byteLength, COMPARED_BYTES);
  const readers = [new PieceReader(a, atOnce), new PieceReader(b, atOnce)] as const;
  for (let left = byteLength; left > 0; left -= COMPARED_BYTES) {
    const [before, after] = await Promise.all(
      readers.map((reader) => reader.next(Math.min(left, COMPARED_BYTES))),
    );
    if (before === undefined || after === undefined || before.compare(after) !== 0) return false;
  }
  return true;
}

/** The bytes of a tensor, one after the other, wherever they lie. */
class PieceReader {
  readonly #pieces: readonly StoredPiece[];
  readonly #buffer: Buffer;
  #piece = 0;
  /** Of the piece. */
  #doneBytes = 0;

  /** `atOnce`: the most that is asked for. */
  constructor(pieces: readonly StoredPiece[], atOnce: number) {
    this.#pieces = pieces;
    this.#buffer = Buffer.alloc(atOnce);
  }

  /** The next bytes, until others are asked for. */
  async next(byteLength: number): Promise<Buffer> {
    let filled = 0;
    while (filled < byteLength) {
      const { source, startByte, endByte } = this.#pieces[this.#piece] as StoredPiece;
      const from = startByte + this.#doneBytes;
      const some = Math.min(byteLength - filled, endByte - from);
      const target = this.#buffer.subarray(filled, filled + some);
      if (source.descriptor === undefined) target.set(await source.read(from, from + some));
      else {
        readInto(source.descriptor, source.label, target, from);
        source.requireUnchanged?.();
      }
      filled += some;
      this.#doneBytes += some;
      if (from + some === endByte) {
        this.#piece++;
        this.#doneBytes = 0;
      }
    }
    return this.#buffer.subarray(0, byteLength);
  }
}
