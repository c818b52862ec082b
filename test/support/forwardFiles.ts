import { openCheckpoint } from "../../src/family/checkpoint.js";
import { GPT2_KEY, ggufBytes, u32 } from "./ggufFile.js";
import { float32Bytes } from "./safetensorsFile.js";
import { zipBytes } from "./zipFile.js";

/** One model as other formats store it. */

interface Stored {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

async function tensorsOf(path: string): Promise<readonly Stored[]> {
  const model = await openCheckpoint(path);
  const tensors: Stored[] = [];
  for (const { name, shape } of model.tensors.values()) {
    tensors.push({ name, shape, values: [...(await model.readTensor(name))] });
  }
  await model.close();
  return tensors;
}

/** llama.cpp's names; without their ends. */
const GGUF_NAMES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^(?:transformer\.)?wte/, "token_embd"],
  [/^(?:transformer\.)?wpe/, "position_embd"],
  [/^(?:transformer\.)?ln_f/, "output_norm"],
  [/^lm_head/, "output"],
  [/^(?:transformer\.)?h\.(\d+)\.ln_1/, "blk.$1.attn_norm"],
  [/^(?:transformer\.)?h\.(\d+)\.ln_2/, "blk.$1.ffn_norm"],
  [/^(?:transformer\.)?h\.(\d+)\.attn\.c_attn/, "blk.$1.attn_qkv"],
  [/^(?:transformer\.)?h\.(\d+)\.attn\.c_proj/, "blk.$1.attn_output"],
  [/^(?:transformer\.)?h\.(\d+)\.mlp\.c_fc/, "blk.$1.ffn_up"],
  [/^(?:transformer\.)?h\.(\d+)\.mlp\.c_proj/, "blk.$1.ffn_down"],
];

function ggufName(name: string): string {
  const [pattern, own] = GGUF_NAMES.find(([candidate]) => candidate.test(name)) ?? [];
  return pattern === undefined || own === undefined ? name : name.replace(pattern, own);
}

/** Of a model whose matrices are [inputs, outputs]: llama.cpp stores [outputs, inputs], as float32. */
export async function ggufOf(path: string, heads: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const tensors = (await tensorsOf(path)).map(({ name, shape, values }) => {
    const isMatrix = shape.length === 2 && /\.h\.|^h\./.test(name);
    const [rows = 0, columns = 0] = shape;
    const turned = isMatrix
      ? Array.from(
          { length: values.length },
          (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number,
        )
      : values;
    const bytes = float32Bytes(turned);
    const padded = new Uint8Array(Math.ceil(bytes.length / 32) * 32);
    padded.set(bytes);
    parts.push(padded);
    const at = offset;
    offset += padded.length;
    // GGUF names the fastest dimension first.
    const dims = isMatrix ? [rows, columns] : shape.toReversed();
    return { name: ggufName(name), dims, type: 0, offset: at };
  });
  const keys = [GPT2_KEY, ["gpt2.attention.head_count", 4, u32(heads)] as const];
  return ggufBytes({ keys, tensors, data: Buffer.concat(parts) });
}

/** As numpy.savez does. */
export async function npzOf(path: string): Promise<Uint8Array> {
  return zipBytes(
    (await tensorsOf(path)).map(({ name, shape, values }) => ({
      name: `${name}.npy`,
      bytes: npyBytes(shape, values),
    })),
  );
}

function npyBytes(shape: readonly number[], values: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': ${sizes}, }`;
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.alloc(10);
  head.write("\x93NUMPY\x01\x00", "latin1");
  head.writeUInt16LE(header.length, 8);
  return new Uint8Array(Buffer.concat([head, Buffer.from(header, "latin1"), float32Bytes(values)]));
}
