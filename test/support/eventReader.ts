import { slowCrc32c } from "./tableFile.js";

/**
 * A reader of TensorBoard's event files, by their public format alone: tensorflow/core/lib/io/record_writer.h and tensorboard's event.proto,
 * summary.proto and histogram.proto. It shares nothing with what writes them.
 */

export interface ReadHistogram {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly limits: readonly number[];
  readonly buckets: readonly number[];
}

export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly version: string | null;
  readonly scalars: ReadonlyMap<string, number>;
  readonly histograms: ReadonlyMap<string, ReadHistogram>;
}

/** @throws Error where a length or a checksum is wrong */
export function readEvents(file: Buffer): ReadEvent[] {
  const events: ReadEvent[] = [];
  let at = 0;
  while (at < file.length) {
    const length = Number(file.readBigUInt64LE(at));
    requireCrc(file.subarray(at, at + 8), file.readUInt32LE(at + 8), `length at byte ${at}`);
    const data = file.subarray(at + 12, at + 12 + length);
    if (data.length < length) throw new Error(`the record at byte ${at} is cut off`);
    requireCrc(data, file.readUInt32LE(at + 12 + length), `data at byte ${at + 12}`);
    events.push(eventOf(data));
    at += 16 + length;
  }
  return events;
}

function requireCrc(bytes: Uint8Array, stored: number, what: string): void {
  const rotated = (stored - 0xa282ead8) >>> 0;
  const crc = ((rotated >>> 17) | (rotated << 15)) >>> 0;
  if (crc !== slowCrc32c(bytes)) throw new Error(`wrong checksum of the ${what}`);
}

type Field = readonly [number: number, value: bigint | Buffer];

function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = BigInt(bytes.readUInt8(at++));
      value |= (byte & 127n) << shift;
      if (byte < 128n) return value;
      shift += 7n;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const take = (length: number) => {
      at += length;
      return bytes.subarray(at - length, at);
    };
    const type = tag & 7;
    const value =
      type === 0 ? varint() : type === 1 ? take(8) : type === 5 ? take(4) : take(Number(varint()));
    fields.push([tag >> 3, value]);
  }
  return fields;
}

function buffer(fields: readonly Field[], number: number): Buffer | null {
  const value = fields.find(([own]) => own === number)?.[1];
  return Buffer.isBuffer(value) ? value : null;
}

function double(fields: readonly Field[], number: number): number {
  return buffer(fields, number)?.readDoubleLE(0) ?? 0;
}

function doubles(fields: readonly Field[], number: number): number[] {
  const packed = buffer(fields, number) ?? Buffer.alloc(0);
  return Array.from({ length: packed.length / 8 }, (_, i) => packed.readDoubleLE(8 * i));
}

function eventOf(data: Buffer): ReadEvent {
  const event = fieldsOf(data);
  const scalars = new Map<string, number>();
  const histograms = new Map<string, ReadHistogram>();
  for (const [, bytes] of fieldsOf(buffer(event, 5) ?? Buffer.alloc(0))) {
    const value = fieldsOf(bytes as Buffer);
    const tag = buffer(value, 1)?.toString("utf8") ?? "";
    const simple = buffer(value, 2);
    if (simple !== null) scalars.set(tag, simple.readFloatLE(0));
    const own = fieldsOf(buffer(value, 5) ?? Buffer.alloc(0));
    if (own.length === 0) continue;
    const [min, max, num, sum, sumSquares] = [1, 2, 3, 4, 5].map((field) => double(own, field)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const [limits, buckets] = [doubles(own, 6), doubles(own, 7)];
    histograms.set(tag, { min, max, num, sum, sumSquares, limits, buckets });
  }
  const step = event.find(([field]) => field === 2)?.[1] ?? 0n;
  return {
    wallTime: double(event, 1),
    step: Number(step),
    version: buffer(event, 3)?.toString("utf8") ?? null,
    scalars,
    histograms,
  };
}
