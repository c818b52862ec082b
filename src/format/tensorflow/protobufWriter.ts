/**
 * Protocol buffers, written field by field.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */

const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];
const MOST_VARINT_BYTES = 10;

/** The fields of one message, in the order in which they are added. */
export class MessageWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** An int64 or a length: a whole number below 2^53. */
  integer(field: number, value: number): this {
    this.#tag(field, VARINT);
    this.#varint(value);
    return this;
  }

  double(field: number, value: number): this {
    this.#tag(field, FIXED64);
    this.#double(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, FIXED32);
    this.#makeRoom(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  text(field: number, value: string): this {
    return this.#nested(field, new TextEncoder().encode(value));
  }

  message(field: number, message: MessageWriter): this {
    return this.#nested(field, message.finish());
  }

  /** A repeated field of doubles, packed. */
  doubles(field: number, values: readonly number[]): this {
    this.#tag(field, BYTES);
    this.#varint(8 * values.length);
    for (const value of values) this.#double(value);
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #nested(field: number, bytes: Uint8Array): this {
    this.#tag(field, BYTES);
    this.#varint(bytes.length);
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  #tag(field: number, wireType: number): void {
    this.#varint(8 * field + wireType);
  }

  /** Seven bits a byte, the lowest first: by division, since the operators on bits end at 32. */
  #varint(value: number): void {
    this.#makeRoom(MOST_VARINT_BYTES);
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) + 128;
    this.#bytes[this.#length++] = rest;
  }

  #double(value: number): void {
    this.#makeRoom(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
