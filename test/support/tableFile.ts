/** A small writer of TensorFlow checkpoints: LevelDB's table, protocol buffers and their checksums, whole and broken. */

/** CRC-32C bit by bit, by its definition. */
export function slowCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function maskedCrc(bytes: Uint8Array): number {
  const crc = slowCrc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

type Field = readonly [number: number, value: number | bigint | Buffer];

/** A protocol buffer: numbers as varints, buffers as messages. */
export function message(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) =>
      Buffer.isBuffer(value)
        ? [varint((number << 3) | 2), varint(value.length), value]
        : [varint(number << 3), varint(value)],
    ),
  );
}

export const HEADER = message([
  [1, 1],
  [3, message([[1, 1]])],
]);

export interface EntrySpec {
  readonly dtype?: number;
  readonly shape: readonly (number | bigint)[];
  readonly shard?: number;
  readonly offset?: number;
  readonly size?: number;
  /** What the checksum is of; none where absent. */
  readonly data?: Uint8Array;
  readonly slices?: readonly Buffer[];
}

export function bundleEntry({
  dtype = 1,
  shape,
  shard = 0,
  offset = 0,
  size,
  data,
  slices = [],
}: EntrySpec): Buffer {
  const dims = shape.map((dim): Field => [2, message([[1, dim]])]);
  const crc = data === undefined ? [] : [Buffer.concat([varint((6 << 3) | 5), u32(maskedCrc(data))])];
  return Buffer.concat([
    message([
      [1, dtype],
      [2, message(dims)],
      [3, shard],
      [4, offset],
      [5, size ?? data?.length ?? 0],
      ...slices.map((slice): Field => [7, slice]),
    ]),
    ...crc,
  ]);
}

export interface TableSpec {
  readonly entries: readonly (readonly [key: string | Buffer, value: Buffer])[];
  /** Of the blocks of entries. */
  readonly compression?: number;
  readonly badCrc?: boolean;
  /** How many entries stand in a block. */
  readonly perBlock?: number;
}

/** The table with these entries, in this order. */
export function tableBytes({
  entries,
  compression = 0,
  badCrc = false,
  perBlock = 4,
}: TableSpec): Uint8Array {
  const parts: Buffer[] = [];
  let offset = 0;
  const add = (block: Buffer, type: number): Buffer => {
    const typed = Buffer.concat([block, Buffer.from([type])]);
    const handle = Buffer.concat([varint(offset), varint(block.length)]);
    parts.push(typed, u32((maskedCrc(typed) ^ (badCrc ? 1 : 0)) >>> 0));
    offset += typed.length + 4;
    return handle;
  };
  const handles: [Buffer, Buffer][] = [];
  for (let first = 0; first < entries.length; first += perBlock) {
    const some = entries
      .slice(first, first + perBlock)
      .map(([key, value]) => [Buffer.from(key as Buffer), value] as const);
    handles.push([some.at(-1)?.[0] ?? Buffer.alloc(0), add(blockOf(some), compression)]);
  }
  const meta = add(blockOf([]), 0);
  const index = add(blockOf(handles), 0);
  const footer = Buffer.alloc(48);
  Buffer.concat([meta, index]).copy(footer);
  footer.writeBigUInt64LE(0xdb4775248b80fb57n, 40);
  return new Uint8Array(Buffer.concat([...parts, footer]));
}

/** Keys repeat what they share with the key before them. */
function blockOf(entries: readonly (readonly [key: Buffer, value: Buffer])[]): Buffer {
  let before = Buffer.alloc(0);
  const parts = entries.flatMap(([key, value]) => {
    let shared = 0;
    while (shared < Math.min(before.length, key.length) && before[shared] === key[shared]) shared++;
    before = key as Buffer<ArrayBuffer>;
    return [varint(shared), varint(key.length - shared), varint(value.length), key.subarray(shared), value];
  });
  return Buffer.concat([...parts, u32(0), u32(1)]);
}
