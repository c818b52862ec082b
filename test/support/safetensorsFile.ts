/**
 * A small writer of safetensors files, by the format's description and without any code of src/, so that what a
 * reader does can be checked against it. It writes broken files as gladly as whole ones.
 */

/** One tensor to write. */
export interface TensorSpec {
  readonly name: string;
  /** Default "F32". */
  readonly dtype?: string;
  /** Default: one dimension, as long as the values. */
  readonly shape?: readonly number[];
  /** Numbers are stored as float32, bytes as they are. */
  readonly values: readonly number[] | Uint8Array;
}

export interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [startByte: number, endByte: number];
}

/** A tensor of which only the header matters. */
export interface ShapedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

const BYTES_PER_FLOAT32 = 4;

/** The bytes of a valid file with these tensors end to end. */
export function safetensorsBytes(
  tensors: readonly TensorSpec[],
  metadata: Readonly<Record<string, string>> | null = null,
): Uint8Array {
  const members: string[] = metadata === null ? [] : [`"__metadata__":${JSON.stringify(metadata)}`];
  const data: Uint8Array[] = [];
  let startByte = 0;
  for (const { name, dtype = "F32", shape, values } of tensors) {
    const bytes = values instanceof Uint8Array ? values : float32Bytes(values);
    const endByte = startByte + bytes.length;
    const entry: HeaderEntry = {
      dtype,
      shape: shape ?? [values.length],
      data_offsets: [startByte, endByte],
    };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    data.push(bytes);
    startByte = endByte;
  }
  return rawSafetensors(`{${members.join(",")}}`, Buffer.concat(data));
}

/** Length, header and data, as they are given: `claimedLength` may lie. */
export function rawSafetensors(
  header: string | Uint8Array,
  data: Uint8Array = new Uint8Array(0),
  claimedLength?: bigint,
): Uint8Array {
  const headerBytes = typeof header === "string" ? Buffer.from(header, "utf8") : header;
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, claimedLength ?? BigInt(headerBytes.length), true);
  return new Uint8Array(Buffer.concat([length, headerBytes, data]));
}

/** The beginning (length and header) of a file of float32 tensors that lie end to end, and how long the file is. */
export function float32Header(
  tensors: readonly ShapedTensor[],
  metadata: Readonly<Record<string, string>> | null = null,
): {
  readonly beginning: Uint8Array;
  readonly byteLength: number;
  /** Where each tensor stands in the file. */
  readonly ranges: ReadonlyMap<string, readonly [startByte: number, endByte: number]>;
} {
  const members: string[] = metadata === null ? [] : [`"__metadata__":${JSON.stringify(metadata)}`];
  const offsets = new Map<string, readonly [number, number]>();
  let startByte = 0;
  for (const { name, shape } of tensors) {
    const endByte = startByte + shape.reduce((product, size) => product * size, BYTES_PER_FLOAT32);
    const entry: HeaderEntry = { dtype: "F32", shape, data_offsets: [startByte, endByte] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    offsets.set(name, [startByte, endByte]);
    startByte = endByte;
  }
  const beginning = rawSafetensors(`{${members.join(",")}}`);
  return {
    beginning,
    byteLength: beginning.length + startByte,
    ranges: new Map(
      [...offsets].map(([name, [from, to]]) => [name, [beginning.length + from, beginning.length + to]]),
    ),
  };
}

export function float32Bytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * BYTES_PER_FLOAT32);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(i * BYTES_PER_FLOAT32, value, true);
  return bytes;
}

export interface GptShape {
  readonly blocks: number;
  readonly width: number;
  readonly prefix?: string;
  readonly bias?: boolean;
}

/** The names of the LayerNorm tensors of a GPT-2, in order of the forward pass. */
export function layerNormNames({ blocks, prefix = "", bias = true }: Omit<GptShape, "width">): string[] {
  const modules = [
    ...Array.from({ length: blocks }, (_, block) => [`h.${block}.ln_1`, `h.${block}.ln_2`]).flat(),
    "ln_f",
  ];
  const kinds = bias ? ["weight", "bias"] : ["weight"];
  return modules.flatMap((module) => kinds.map((kind) => `${prefix}${module}.${kind}`));
}

/** The LayerNorm tensors of a GPT-2, every value another, and each exact in float32. */
export function layerNormTensors(shape: GptShape): TensorSpec[] {
  return layerNormNames(shape).map((name, i) => ({
    name,
    values: Array.from({ length: shape.width }, (_, dim) => (i * shape.width + dim + 1) / 256),
  }));
}

/** Every tensor of GPT-2 124M as the file of openai-community/gpt2 on the Hub names and shapes them. */
export function gpt2SmallTensors(): ShapedTensor[] {
  const width = 768;
  const inBlock: readonly (readonly [string, readonly number[]])[] = [
    ["attn.bias", [1, 1, 1024, 1024]],
    ["attn.c_attn.bias", [3 * width]],
    ["attn.c_attn.weight", [width, 3 * width]],
    ["attn.c_proj.bias", [width]],
    ["attn.c_proj.weight", [width, width]],
    ["ln_1.bias", [width]],
    ["ln_1.weight", [width]],
    ["ln_2.bias", [width]],
    ["ln_2.weight", [width]],
    ["mlp.c_fc.bias", [4 * width]],
    ["mlp.c_fc.weight", [width, 4 * width]],
    ["mlp.c_proj.bias", [width]],
    ["mlp.c_proj.weight", [4 * width, width]],
  ];
  const blocks = Array.from({ length: 12 }, (_, block) =>
    inBlock.map(([name, shape]) => ({ name: `h.${block}.${name}`, shape })),
  );
  return [
    ...blocks.flat(),
    { name: "ln_f.bias", shape: [width] },
    { name: "ln_f.weight", shape: [width] },
    { name: "wpe.weight", shape: [1024, width] },
    { name: "wte.weight", shape: [50257, width] },
  ];
}
