import { openCheckpoint } from "../../dist/index.js";
import { roundTo } from "../../dist/stats/rounding.js";

/** Models as their LayerNorms by canonical name, each of shape [width]; random numbers that depend on a seed alone. */

export async function tensorsOf(path) {
  const model = await openCheckpoint(path);
  try {
    const names = [...model.layerNorms.keys()];
    return new Map(await Promise.all(names.map(async (name) => [name, await model.read(name)])));
  } finally {
    await model.close();
  }
}

/** Values are rounded to `dtype` and stored as F32, but for BF16 and F16, of which only the values matter here. */
export function safetensorsOf(tensors, dtype) {
  const header = {};
  const parts = [];
  let at = 0;
  for (const [name, values] of tensors) {
    const rounded = dtype === "F32" ? values : values.map((value) => roundTo(value, dtype));
    const bytes = Buffer.from(Float32Array.from(rounded).buffer);
    header[name] = { dtype: "F32", shape: [values.length], data_offsets: [at, at + bytes.length] };
    parts.push(bytes);
    at += bytes.length;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc((8 - (text.length % 8)) % 8, " ");
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length + padding.length));
  return Buffer.concat([length, text, padding, ...parts]);
}

export const isGain = (name) => name.endsWith(".weight");

export const mapped = (tensors, change) =>
  new Map([...tensors].map(([name, values]) => [name, change(name, values)]));

/** mulberry32, of the public domain, and a standard normal by Box and Muller. */
export function randomOf(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  /** The numbers up to `count`, the first `share` of them shuffled among themselves. */
  const order = (count, share = 1) => {
    const chosen = Array.from({ length: count }, (_, i) => [uniform(), i]).sort((a, b) => a[0] - b[0]);
    const dims = chosen.slice(0, Math.round(share * count)).map(([, dim]) => dim);
    const to = dims.toSorted((a, b) => a - b);
    const result = Array.from({ length: count }, (_, i) => i);
    to.forEach((dim, i) => {
      result[dim] = dims[i];
    });
    return result;
  };
  return { uniform, normal, order };
}
