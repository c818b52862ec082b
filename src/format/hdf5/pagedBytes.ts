import type { ByteSource } from "../../model/bytes.js";

/**
 * Bytes of a source for a library that must have them at once: those that were fetched are served, those that were not
 * are written down, to be fetched before another attempt.
 */
export class PagedBytes {
  readonly #source: ByteSource;
  readonly #pages = new Map<number, Uint8Array>();
  readonly #missing = new Set<number>();

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get byteLength(): number {
    return this.#source.byteLength;
  }

  /** Copies bytes into `target`; false where some of them are not here yet. */
  copy(startByte: number, target: Uint8Array): boolean {
    // What is read beyond the end is nothing, and on no page.
    if (target.length === 0) return true;
    let isWhole = true;
    const endByte = startByte + target.length;
    for (let page = Math.floor(startByte / PAGE_BYTES); page * PAGE_BYTES < endByte; page++) {
      const bytes = this.#pages.get(page);
      if (bytes === undefined) {
        this.#missing.add(page);
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

  /** Were bytes asked for that are not here? */
  get isMissingSome(): boolean {
    return this.#missing.size > 0;
  }

  /** How many bytes would be held once the missing ones are fetched. */
  get bytesWanted(): number {
    return (this.#pages.size + this.#missing.size) * PAGE_BYTES;
  }

  /** Fetches what was missing. */
  async fetchMissing(): Promise<void> {
    const pages = [...this.#missing];
    this.#missing.clear();
    await Promise.all(
      pages.map(async (page) => {
        const startByte = page * PAGE_BYTES;
        const endByte = Math.min(startByte + PAGE_BYTES, this.byteLength);
        this.#pages.set(page, await this.#source.read(startByte, endByte));
      }),
    );
  }
}

/** Headers of HDF5 are small and stand apart. */
const PAGE_BYTES = 1 << 14;
