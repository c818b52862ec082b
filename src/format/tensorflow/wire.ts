/** 64 bits, seven in a byte. */
const MAX_VARINT_BYTES = 10;

/** Bytes that break a rule of protocol buffers or of LevelDB's blocks. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** Reads forward through bytes as protocol buffers and LevelDB write them, never beyond their end. */
export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** An unsigned number of up to 64 bits. */
  varint(): bigint {
    let value = 0n;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new WireError("a number is cut off");
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new WireError(`a number has more than ${MAX_VARINT_BYTES} bytes`);
  }

  /** The same where it must be a length or an offset: below 2^53. */
  size(): number {
    const value = this.varint();
    if (value > Number.MAX_SAFE_INTEGER) throw new WireError(`${value} is not a length`);
    return Number(value);
  }

  u32(): number {
    const bytes = this.take(4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  }

  /** The next bytes: a view, not a copy. */
  take(count: number): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (count > left) throw new WireError(`${count} bytes are claimed, but only ${left} follow`);
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}
