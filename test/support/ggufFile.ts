/** A small writer of GGUF files, by the format's description, whole and broken. */

export interface GgufTensor {
  readonly name: string;
  /** As GGUF writes it: the fastest dimension first. */
  readonly dims: readonly (number | bigint)[];
  /** ggml's number. */
  readonly type?: number;
  readonly offset: number | bigint;
}

export interface GgufSpec {
  readonly version?: number;
  /** Keys with the type's number and the value's bytes. */
  readonly keys?: readonly (readonly [key: string, type: number, value: Buffer])[];
  readonly tensors: readonly GgufTensor[];
  readonly data: Uint8Array;
  readonly alignment?: number;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export function ggufText(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([u64(bytes.length), bytes]);
}

export const GPT2_KEY = ["general.architecture", 8, ggufText("gpt2")] as const;

export function ggufBytes({
  version = 3,
  keys = [GPT2_KEY],
  tensors,
  data,
  alignment = 32,
}: GgufSpec): Uint8Array {
  const head = Buffer.concat([
    Buffer.from("GGUF"),
    u32(version),
    u64(tensors.length),
    u64(keys.length),
    ...keys.flatMap(([key, type, value]) => [ggufText(key), u32(type), value]),
    ...tensors.flatMap(({ name, dims, type = 0, offset }) => [
      ggufText(name),
      u32(dims.length),
      ...dims.map(u64),
      u32(type),
      u64(offset),
    ]),
  ]);
  const padding = Buffer.alloc((alignment - (head.length % alignment)) % alignment);
  return new Uint8Array(Buffer.concat([head, padding, data]));
}
