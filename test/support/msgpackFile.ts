/** A small writer of msgpack as Flax uses it, by the formats' descriptions. */

export function text(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  return bytes.length < 32
    ? Buffer.concat([Buffer.from([0xa0 | bytes.length]), bytes])
    : Buffer.concat([Buffer.from([0xd9, bytes.length]), bytes]);
}

export function int(value: number): Buffer {
  if (value < 128) return Buffer.from([value]);
  const bytes = Buffer.alloc(9, 0xcf);
  bytes.writeBigUInt64BE(BigInt(value), 1);
  return bytes;
}

export function map(entries: readonly (readonly [key: string | Buffer, value: Buffer])[]): Buffer {
  const head = Buffer.from([0xde, entries.length >> 8, entries.length & 0xff]);
  return Buffer.concat([
    head,
    ...entries.flatMap(([key, value]) => [typeof key === "string" ? text(key) : key, value]),
  ]);
}

export function array(...items: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0x90 | items.length]), ...items]);
}

export function bin(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(5, 0xc6);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

export function extension(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(6, 0xc9);
  head.writeUInt32BE(payload.length, 1);
  head[5] = type;
  return Buffer.concat([head, payload]);
}

/** An array of numbers as flax.serialization writes it. */
export function ndarray(shape: readonly number[], dtype: string, bytes: Uint8Array): Buffer {
  return extension(1, array(array(...shape.map(int)), text(dtype), bin(bytes)));
}
