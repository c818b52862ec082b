import type { ByteSource } from "../../model/bytes.js";
import { readInto } from "../../source/synchronous.js";

/** Headers of HDF5 are small and apart from each other. */
const PAGE_BYTES = 1 << 14;
/** Of a file on this machine, which is quickly read again. */
const MAX_LOCAL_PAGES = 512;

/**
 * Bytes of a source for a library that must have them at once. Those of a file on this machine are read when they are
 * asked for. Of others those that were fetched are served; those that were not are written down, to be fetched before
 * another attempt.
 */
export class PagedBytes {
  readonly #source: ByteSource;
  readonly #pages = new Map<number, Uint8Array>();
  readonly #missing = new Set<number>();
  #failure: unknown = null;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get byteLength(): number {
    return this.#source.byteLength;
  }

  /** Is it a file on this machine, of which no bytes are ever missing? */
  get isLocal(): boolean {
    return this.#source.descriptor !== undefined;
  }

  /** Copies bytes into `target`; false where some of them are not here yet, or cannot be read. */
  copy(startByte: number, target: Uint8Array): boolean {
    // What is read beyond the end is nothing, and on no page.
    if (target.length === 0) return true;
    let isWhole = true;
    const endByte = startByte + target.length;
    for (let page = Math.floor(startByte / PAGE_BYTES); page * PAGE_BYTES < endByte; page++) {
      const bytes = this.#pages.get(page) ?? this.#readNow(page);
      if (bytes === null) {
        isWhole = false;
        continue;
      }
      const pageStartByte = page * PAGE_BYTES;
      const from = Math.max(startByte, pageStartByte);
      const to = Math.min(endByte, pageStartByte + bytes.length);
      target.set(bytes.subarray(from - pageStartByte, to - pageStartByte), from - startByte);
    }
    return isWhole;
  }

  /** A page of a file on this machine; of others it is written down as missing. */
  #readNow(page: number): Uint8Array | null {
    const { descriptor, label, byteLength } = this.#source;
    if (descriptor === undefined) {
      this.#missing.add(page);
      return null;
    }
    const { startByte, endByte } = this.#rangeOf(page);
    const bytes = new Uint8Array(Math.max(0, endByte - startByte));
    try {
      readInto(descriptor, label, bytes, startByte, byteLength);
    } catch (error) {
      // The library is in the middle of its work: it sees a failed read, and the caller gets the reason.
      this.#failure ??= error;
      return null;
    }
    if (this.#pages.size >= MAX_LOCAL_PAGES) this.#pages.clear();
    this.#pages.set(page, bytes);
    return bytes;
  }

  /** Were bytes asked for that are not here? */
  get isMissingSome(): boolean {
    return this.#missing.size > 0;
  }

  /** Why bytes could not be read, if that happened. */
  get failure(): unknown {
    return this.#failure;
  }

  /** How many bytes would be held once the missing ones are fetched. */
  get bytesWanted(): number {
    return (this.#pages.size + this.#missing.size) * PAGE_BYTES;
  }

  /** Fetches what was missing, and as many pages behind each as are asked for. */
  async fetchMissing(pagesAhead = 0): Promise<void> {
    const wanted = [...this.#missing].flatMap((page) =>
      Array.from({ length: pagesAhead + 1 }, (_, i) => page + i).filter(
        (one) => one * PAGE_BYTES < this.byteLength && !this.#pages.has(one),
      ),
    );
    this.#missing.clear();
    await Promise.all(
      runsOf([...new Set(wanted)].sort((a, b) => a - b)).map(async ([first, last]) => {
        const { startByte } = this.#rangeOf(first);
        const bytes = await this.#source.read(startByte, this.#rangeOf(last).endByte);
        for (let page = first; page <= last; page++) {
          const from = (page - first) * PAGE_BYTES;
          this.#pages.set(page, bytes.subarray(from, from + PAGE_BYTES));
        }
      }),
    );
  }

  #rangeOf(page: number): { startByte: number; endByte: number } {
    const startByte = page * PAGE_BYTES;
    return { startByte, endByte: Math.min(startByte + PAGE_BYTES, this.byteLength) };
  }
}

/** First and last of each run of numbers that follow each other; `numbers` ascend. */
function runsOf(numbers: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}
