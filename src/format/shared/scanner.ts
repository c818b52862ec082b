import type { ByteSource } from "../../model/bytes.js";
import type { Malformed } from "./malformed.js";

export interface ScannerOptions {
  readonly source: ByteSource;
  readonly malformed: Malformed;
  readonly littleEndian: boolean;
  /** Bytes read ahead at once. */
  readonly windowBytes?: number;
}

/** Reads ahead as far as a header commonly goes. */
const WINDOW_BYTES = 1 << 16;

/**
 * Walks a file from its first byte to its last, a window at a time, and never beyond its end: what a number from the
 * file asks for is held against the file's length before anything is allocated.
 */
export class Scanner {
  readonly #source: ByteSource;
  readonly #malformed: Malformed;
  readonly #littleEndian: boolean;
  readonly #windowBytes: number;
  #window: DataView = new DataView(new ArrayBuffer(0));
  #windowStartByte = 0;
  /** The next byte to read. */
  position = 0;

  constructor({ source, malformed, littleEndian, windowBytes = WINDOW_BYTES }: ScannerOptions) {
    this.#source = source;
    this.#malformed = malformed;
    this.#littleEndian = littleEndian;
    this.#windowBytes = windowBytes;
  }

  /** "file, byte 17": where the scanner is, for an error. */
  get where(): string {
    return `${this.#source.label}, byte ${this.position}`;
  }

  get bytesLeft(): number {
    return this.#source.byteLength - this.position;
  }

  async u8(what: string): Promise<number> {
    const at = await this.#take(1, what);
    return this.#window.getUint8(at);
  }

  async u16(what: string): Promise<number> {
    const at = await this.#take(2, what);
    return this.#window.getUint16(at, this.#littleEndian);
  }

  async u32(what: string): Promise<number> {
    const at = await this.#take(4, what);
    return this.#window.getUint32(at, this.#littleEndian);
  }

  async f32(what: string): Promise<number> {
    const at = await this.#take(4, what);
    return this.#window.getFloat32(at, this.#littleEndian);
  }

  async u64(what: string): Promise<bigint> {
    const at = await this.#take(8, what);
    return this.#window.getBigUint64(at, this.#littleEndian);
  }

  /** A copy of the next bytes. */
  async bytes(count: number, what: string): Promise<Uint8Array> {
    const at = await this.#take(count, what);
    return new Uint8Array(this.#window.buffer, this.#window.byteOffset + at, count).slice();
  }

  /** Passes over bytes without reading them. A bigint may be larger than any file. */
  skip(count: number | bigint, what: string): void {
    this.#require(count, what);
    this.position += Number(count);
  }

  /** Moves to where `count` bytes can be read from the window, and answers their place in it. */
  async #take(count: number, what: string): Promise<number> {
    this.#require(count, what);
    const windowEndByte = this.#windowStartByte + this.#window.byteLength;
    if (this.position < this.#windowStartByte || this.position + count > windowEndByte) {
      const endByte = Math.min(this.#source.byteLength, this.position + Math.max(count, this.#windowBytes));
      const bytes = await this.#source.read(this.position, endByte);
      this.#window = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.#windowStartByte = this.position;
    }
    const at = this.position - this.#windowStartByte;
    this.position += count;
    return at;
  }

  #require(count: number | bigint, what: string): void {
    if (count <= this.bytesLeft) return;
    throw this.#malformed(this.where, `${what} takes ${count} bytes, but only ${this.bytesLeft} follow`);
  }
}
