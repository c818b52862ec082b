import { byteLengthOf } from "../format/stored.js";
import type { GptModel, StoredPiece, Weight } from "../model.js";
import { readInto } from "../source/synchronous.js";

/** Which tensors training left alone: those that have the same bytes in both files. */

/** Compared at once: few enough to stay in a processor's cache, and those of a tensor that did change differ at once. */
const COMPARED_BYTES = 1 << 18;

/** A tensor that has the same name in both models. */
export interface TensorPair {
  readonly pre: Weight["info"];
  readonly post: Weight["info"];
}

/** @throws WdistError READ_FAILED */
export async function countIdentical(
  pre: GptModel,
  post: GptModel,
  pairs: readonly TensorPair[],
): Promise<number> {
  let count = 0;
  for (const pair of pairs) if (await isIdentical(pre, post, pair)) count++;
  return count;
}

async function isIdentical(pre: GptModel, post: GptModel, pair: TensorPair): Promise<boolean> {
  const { dtype, shape } = pair.pre;
  if (dtype !== pair.post.dtype || String(shape) !== String(pair.post.shape)) return false;
  const [a, b] = await Promise.all([pre.locateTensor(pair.pre.name), post.locateTensor(pair.post.name)]);
  if (a !== null && b !== null) return haveEqualBytes(a, b, byteLengthOf(dtype, shape) ?? 0);
  const [before, after] = [await pre.readTensor(pair.pre.name), await post.readTensor(pair.post.name)];
  return before.every((value, i) => Object.is(value, after[i]));
}

async function haveEqualBytes(
  a: readonly StoredPiece[],
  b: readonly StoredPiece[],
  byteLength: number,
): Promise<boolean> {
  const readers = [new PieceReader(a), new PieceReader(b)] as const;
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
  readonly #buffer = Buffer.alloc(COMPARED_BYTES);
  #piece = 0;
  /** Of the piece. */
  #doneBytes = 0;

  constructor(pieces: readonly StoredPiece[]) {
    this.#pieces = pieces;
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
      else readInto(source.descriptor, source.label, target, from);
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
