import { changedMeanwhile } from "../source/diskErrors.js";
import { readInto } from "../source/synchronous.js";
import { CHUNK_BYTES } from "./dtypes.js";
import { isInFile, type Run } from "./part.js";

/** The bytes of some runs one after the other, wherever they come from. */
export class RunReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #unread: Uint8Array = new Uint8Array();

  constructor(runs: readonly Run[]) {
    this.#pieces = piecesOf(runs);
  }

  /**
   * Fills `target` with the next bytes.
   * @throws WdistError READ_FAILED, also where there are fewer
   */
  async fill(target: Uint8Array): Promise<void> {
    let filled = 0;
    while (filled < target.length) {
      if (this.#unread.length === 0) await this.#next();
      const some = this.#unread.subarray(0, target.length - filled);
      target.set(some, filled);
      filled += some.length;
      this.#unread = this.#unread.subarray(some.length);
    }
  }

  async #next(): Promise<void> {
    const { done, value } = await this.#pieces.next();
    if (done) throw changedMeanwhile("the checkpoint");
    this.#unread = value;
  }
}

async function* piecesOf(runs: readonly Run[]): AsyncGenerator<Uint8Array> {
  for (const run of runs) {
    if (!isInFile(run)) {
      yield* run.bytes();
      continue;
    }
    const buffer = new Uint8Array(Math.min(CHUNK_BYTES, run.byteLength));
    for (let done = 0; done < run.byteLength; done += buffer.length) {
      const piece = buffer.subarray(0, run.byteLength - done);
      readInto(run.descriptor, run.label, piece, run.startByte + done);
      yield piece;
    }
  }
}
