import { WireError, WireReader } from "./wire.js";

/**
 * A protocol buffer's fields by number, each with all its values: numbers, or bytes that may be a message in turn.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export type Message = ReadonlyMap<number, readonly (bigint | Uint8Array)[]>;

const VARINT = 0n;
const FIXED64 = 1n;
const BYTES = 2n;
const FIXED32 = 5n;

/** A partitioned variable has one for each of its slices. */
const MAX_FIELDS = 20_000;

/** @throws WireError */
export function parseMessage(bytes: Uint8Array): Message {
  const reader = new WireReader(bytes);
  const fields = new Map<number, (bigint | Uint8Array)[]>();
  for (let count = 0; !reader.isAtEnd; count++) {
    if (count >= MAX_FIELDS) throw new WireError(`a message has more than ${MAX_FIELDS} fields`);
    const tag = reader.varint();
    const values = fields.get(Number(tag >> 3n)) ?? [];
    values.push(readValue(reader, tag & 7n));
    fields.set(Number(tag >> 3n), values);
  }
  return fields;
}

function readValue(reader: WireReader, wireType: bigint): bigint | Uint8Array {
  if (wireType === VARINT) return reader.varint();
  if (wireType === BYTES) return reader.take(reader.size());
  if (wireType === FIXED32) return BigInt(reader.u32());
  if (wireType === FIXED64) return BigInt(reader.u32()) | (BigInt(reader.u32()) << 32n);
  throw new WireError(`a field has the unknown wire type ${wireType}`);
}

/** The last number of a field, 0 where it is absent, as protocol buffers have it. */
export function numberIn(message: Message, field: number): bigint {
  const value = message.get(field)?.at(-1) ?? 0n;
  if (typeof value === "bigint") return value;
  throw new WireError(`field ${field} is not a number`);
}

/** Every message of a field. */
export function messagesIn(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).map((value) => {
    if (typeof value === "bigint") throw new WireError(`field ${field} is not a message`);
    return parseMessage(value);
  });
}
