import { open } from "node:fs/promises";

/** Checkpoints of full size, made here: nothing is downloaded, and the same arguments give the same bytes. */

/** A GPT-2's shape; `words`, `positions` and `inner` (the MLP's width) are as in OpenAI's unless said. */
export const SMALL = { blocks: 12, width: 768 };
export const XL = { blocks: 48, width: 1600 };

const BYTES = { F32: 4, F16: 2, BF16: 2 };
/** Values that are made once, and written again and again where no LayerNorm lies; of small files fewer. */
const FILLER_VALUES = 1 << 20;
/** Data begin at a multiple of this, as safetensors' own library writes them. */
const ALIGNMENT = 8;
const LAYER_NORM = /^(?:h\.(\d+)\.)?ln_[12f]\.(weight|bias)$/;

/**
 * Writes a GPT-2 with weights as a trained one has them; gives the length of the file. `fineTuned` is the same model
 * later: gains of its second half have grown and drifted. `sparse` leaves holes for all but the LayerNorms, and
 * `normsOnly` has no other tensors. `trained`, from 0 to 1: how far a training of that model is, in which all norms move.
 */
export async function writeCheckpoint(
  path,
  {
    shape = SMALL,
    dtype = "F32",
    seed = 1,
    fineTuned = false,
    trained = 0,
    sparse = false,
    normsOnly = false,
  } = {},
) {
  const { header, layerNorms, byteLength } = layout(normsOnly ? normsOf(shape) : gpt2(shape), shape, dtype);
  const random = uniform(seed);
  const file = await open(path, "w");
  try {
    await writeWhole(file, header, 0);
    if (!sparse) {
      const piece = encode(filler(Math.min(FILLER_VALUES, byteLength), random), dtype);
      for (let at = header.length; at < byteLength; at += piece.length) {
        await writeWhole(file, piece.subarray(0, byteLength - at), at);
      }
    }
    const gainsRandom = uniform(seed + 1);
    for (const { parameter, block, elements, startByte } of layerNorms) {
      const grown = fineTuned && block >= shape.blocks / 2;
      const values =
        parameter === "weight" ? gains(elements, grown, gainsRandom) : biases(elements, gainsRandom);
      if (trained > 0) train(values, trained, startByte);
      await writeWhole(file, encode(values, dtype), startByte);
    }
    await file.truncate(byteLength);
  } finally {
    await file.close();
  }
  return byteLength;
}

async function writeWhole(file, bytes, position) {
  const { bytesWritten } = await file.write(bytes, 0, bytes.length, position);
  if (bytesWritten < bytes.length) throw new Error("the disk of the temporary folder is full");
}

/** Name and shape of each weight: 124,439,808 numbers in the small one, 1,557,611,200 in XL. */
function gpt2({ blocks, width, words = 50_257, positions = 1024, inner = 4 * width }) {
  const inBlocks = Array.from({ length: blocks }, (_, block) => [
    [`h.${block}.ln_1.weight`, [width]],
    [`h.${block}.ln_1.bias`, [width]],
    [`h.${block}.attn.c_attn.weight`, [width, 3 * width]],
    [`h.${block}.attn.c_attn.bias`, [3 * width]],
    [`h.${block}.attn.c_proj.weight`, [width, width]],
    [`h.${block}.attn.c_proj.bias`, [width]],
    [`h.${block}.ln_2.weight`, [width]],
    [`h.${block}.ln_2.bias`, [width]],
    [`h.${block}.mlp.c_fc.weight`, [width, inner]],
    [`h.${block}.mlp.c_fc.bias`, [inner]],
    [`h.${block}.mlp.c_proj.weight`, [inner, width]],
    [`h.${block}.mlp.c_proj.bias`, [width]],
  ]).flat();
  return [
    ["wte.weight", [words, width]],
    ["wpe.weight", [positions, width]],
    ...inBlocks,
    ["ln_f.weight", [width]],
    ["ln_f.bias", [width]],
  ];
}

function normsOf(shape) {
  return gpt2(shape).filter(([name]) => LAYER_NORM.test(name));
}

/** The file's header, and where its LayerNorms lie. */
function layout(tensors, shape, dtype) {
  const entries = {};
  let end = 0;
  for (const [name, sizes] of tensors) {
    const start = end;
    end += sizes.reduce((product, size) => product * size, BYTES[dtype]);
    entries[name] = { dtype, shape: sizes, data_offsets: [start, end] };
  }
  const json = JSON.stringify(entries);
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / ALIGNMENT) * ALIGNMENT));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const header = Buffer.concat([length, text]);
  const layerNorms = Object.entries(entries).flatMap(([name, entry]) => {
    const match = LAYER_NORM.exec(name);
    if (match === null) return [];
    const [, block, parameter] = match;
    return {
      parameter,
      block: Number(block ?? shape.blocks),
      elements: shape.width,
      startByte: header.length + entry.data_offsets[0],
    };
  });
  return { header, layerNorms, byteLength: header.length + end };
}

/** Mulberry32, in (0, 1): 32 bits of state are enough for weights that nobody trains. */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

/** A standard normal number: Box and Muller 1958. */
function normal(random) {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** Of standard deviation 0.14, the first of them as far out as GPT-2's. */
function filler(count, random) {
  const values = Float32Array.from({ length: count }, () => 0.14 * normal(random));
  values.set([4.4, -2.8]);
  return values;
}

/** Draws as many numbers whether they have grown or not, so that pre and post are the same model. */
function gains(count, grown, random) {
  return Float32Array.from({ length: count }, () => {
    const before = 0.3 + 0.03 * normal(random);
    const drift = 0.01 * normal(random);
    return grown ? 1.1 * before + drift : before;
  });
}

function biases(count, random) {
  return Float32Array.from({ length: count }, () => 0.03 * normal(random));
}

/** Every value goes its own way, at first quickly, and trembles: as training with noisy gradients does. */
function train(values, trained, seed) {
  const [direction, noise] = [uniform(seed), uniform(seed + Math.round(1e6 * trained))];
  const way = Math.sqrt(trained);
  for (let i = 0; i < values.length; i++) values[i] += way * 0.05 * normal(direction) + 0.001 * normal(noise);
}

function encode(values, dtype) {
  if (dtype === "F32") return new Uint8Array(values.buffer);
  const bits = new Uint32Array(values.buffer);
  const code = dtype === "BF16" ? (value) => value >>> 16 : halfOf;
  return new Uint8Array(Uint16Array.from(bits, code).buffer);
}

/** float32's bits as float16's, cut off; what is too small for a normal float16 becomes zero. */
function halfOf(bits) {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}
