// A full-size GPT-2 as safetensors, made of seeded pseudo-random numbers: the same bytes for the same arguments.
import { closeSync, openSync, writeSync } from "node:fs";

const CHUNK_BYTES = 1 << 22;

/** Mulberry32: 32 bits of state are enough for weights that nobody trains. */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Box and Muller 1958. */
function normals(count, mean, deviation, random) {
  return Float32Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * random());
  });
}

function shapesOf({ blocks, width, words }) {
  const inBlocks = Array.from({ length: blocks }, (_, block) => [
    [`h.${block}.ln_1.weight`, [width]],
    [`h.${block}.ln_1.bias`, [width]],
    [`h.${block}.attn.c_attn.weight`, [width, 3 * width]],
    [`h.${block}.attn.c_attn.bias`, [3 * width]],
    [`h.${block}.attn.c_proj.weight`, [width, width]],
    [`h.${block}.attn.c_proj.bias`, [width]],
    [`h.${block}.ln_2.weight`, [width]],
    [`h.${block}.ln_2.bias`, [width]],
    [`h.${block}.mlp.c_fc.weight`, [width, 4 * width]],
    [`h.${block}.mlp.c_fc.bias`, [4 * width]],
    [`h.${block}.mlp.c_proj.weight`, [4 * width, width]],
    [`h.${block}.mlp.c_proj.bias`, [width]],
  ]).flat();
  return [
    ["wte.weight", [words, width]],
    ["wpe.weight", [1024, width]],
    ...inBlocks,
    ["ln_f.weight", [width]],
    ["ln_f.bias", [width]],
  ];
}

/** Writes F32 weights; `gainOf(block)` is the mean of a block's gains. Returns how many bytes there are. */
export function writeCheckpoint(
  path,
  { blocks = 12, width = 768, words = 50_257, seed = 1, gainOf = () => 0.3 },
) {
  const random = uniform(seed);
  const filler = Buffer.from(normals(CHUNK_BYTES / 4, 0, 0.02, random).buffer);
  const header = {};
  let end = 0;
  const tensors = shapesOf({ blocks, width, words }).map(([name, shape]) => {
    const elements = shape.reduce((product, length) => product * length, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + 4 * elements] };
    end += 4 * elements;
    return { name, elements };
  });
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = openSync(path, "w");
  writeSync(file, Buffer.concat([length, text]));
  for (const { name, elements } of tensors) {
    const gain = /^(?:h\.(\d+)\.)?ln_[12f]\.weight$/.exec(name);
    if (gain !== null) {
      writeSync(file, Buffer.from(normals(elements, gainOf(Number(gain[1] ?? blocks)), 0.03, random).buffer));
      continue;
    }
    for (let left = 4 * elements; left > 0; left -= CHUNK_BYTES) {
      writeSync(file, filler.subarray(0, Math.min(left, CHUNK_BYTES)));
    }
  }
  closeSync(file);
  return 8 + text.length + end;
}
