import { closeSync, openSync, writeSync } from "node:fs";

/** Checkpoints of full size, made here: nothing is downloaded. */

export const SMALL = { blocks: 12, width: 768 };
export const XL = { blocks: 48, width: 1600 };
const BYTES = { F32: 4, F16: 2, BF16: 2 };
/** Values that are made and written at once. */
const PIECE = 1 << 20;

/** Name and shape of each weight of a GPT-2: 124,439,808 numbers in the small one, 1,557,611,200 in XL. */
function gpt2({ blocks, width }) {
  const tensors = [
    ["wte.weight", [50257, width]],
    ["wpe.weight", [1024, width]],
  ];
  for (let block = 0; block < blocks; block++) {
    for (const [name, shape] of [
      ["ln_1.weight", [width]],
      ["ln_1.bias", [width]],
      ["attn.c_attn.weight", [width, 3 * width]],
      ["attn.c_attn.bias", [3 * width]],
      ["attn.c_proj.weight", [width, width]],
      ["attn.c_proj.bias", [width]],
      ["ln_2.weight", [width]],
      ["ln_2.bias", [width]],
      ["mlp.c_fc.weight", [width, 4 * width]],
      ["mlp.c_fc.bias", [4 * width]],
      ["mlp.c_proj.weight", [4 * width, width]],
      ["mlp.c_proj.bias", [width]],
    ]) {
      tensors.push([`h.${block}.${name}`, shape]);
    }
  }
  return [...tensors, ["ln_f.weight", [width]], ["ln_f.bias", [width]]];
}

const elementsOf = (shape) => shape.reduce((product, size) => product * size, 1);

/** Writes a GPT-2 of that size with weights as a trained one has them; gives the length of the file. */
export function writeGpt2(path, dtype, size = SMALL) {
  const tensors = gpt2(size);
  const entries = {};
  let bytes = 0;
  for (const [name, shape] of tensors) {
    const end = bytes + elementsOf(shape) * BYTES[dtype];
    entries[name] = { dtype, shape, data_offsets: [bytes, end] };
    bytes = end;
  }
  const header = Buffer.from(JSON.stringify(entries));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = openSync(path, "w");
  writeSync(file, length);
  writeSync(file, header);
  const piece = encode(bell(PIECE), dtype);
  for (let at = 0; at < bytes; at += piece.length) writeSync(file, piece.subarray(0, bytes - at));
  closeSync(file);
  return 8 + header.length + bytes;
}

/** Normal numbers of standard deviation 0.14, the first of them as far out as GPT-2's; seeded. */
function bell(count) {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const values = Float32Array.from(
    { length: count },
    () => 0.14 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  values.set([4.4, -2.8]);
  return values;
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
