// Models of LayerNorms alone, made from a seed, with the shapes of distributions that real ones have.
import { writeFileSync } from "node:fs";

/** Uniform and normal numbers from a seed: mulberry32, and Box and Muller's transform. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** A median that rises with the block, a narrow bulk, and a few dimensions that are outliers in all tensors. */
export function madeModel({ random, blocks, width }) {
  const outliers = Array.from({ length: Math.ceil(width / 60) }, () => Math.floor(random.uniform() * width));
  const tensors = new Map();
  const add = (prefix, middle) => {
    const gains = Array.from({ length: width }, () => middle * (1 + 0.06 * random.normal()));
    for (const dim of outliers)
      gains[dim] = middle * (random.uniform() < 0.5 ? 0.2 : 3 + 3 * random.uniform());
    tensors.set(`${prefix}.weight`, gains);
    tensors.set(
      `${prefix}.bias`,
      Array.from({ length: width }, () => 0.03 * random.normal()),
    );
  };
  for (let block = 0; block < blocks; block++) {
    add(`h.${block}.ln_1`, 0.2 + (0.3 * block) / blocks);
    add(`h.${block}.ln_2`, 0.25 + (0.2 * block) / blocks);
  }
  add("ln_f", 1.3);
  return { blocks, width, tensors };
}

/** Every gain by `change(value, { block, norm, dim, width }, random)`; biases stay. */
export function changed(model, change) {
  const random = randomFrom(99);
  const tensors = new Map();
  for (const [name, values] of model.tensors) {
    const [, block, norm, parameter] = /^(?:h\.(\d+)\.)?(ln_\w+)\.(\w+)$/.exec(name);
    const place = { block: block === undefined ? null : Number(block), norm, width: model.width };
    const own = values.map((value, dim) => change(value, { ...place, dim }, random));
    tensors.set(name, parameter === "weight" ? own : values);
  }
  return { ...model, tensors };
}

/** One tensor by `change(value, dim)`. */
export function replaced(model, name, change) {
  return { ...model, tensors: new Map(model.tensors).set(name, model.tensors.get(name).map(change)) };
}

/** As safetensors, in float32. */
export function writeModel(path, { tensors }) {
  const header = {};
  let startByte = 0;
  for (const [name, { length }] of tensors) {
    const endByte = startByte + 4 * length;
    header[name] = { dtype: "F32", shape: [length], data_offsets: [startByte, endByte] };
    startByte = endByte;
  }
  const json = JSON.stringify(header);
  const headerBytes = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerBytes.length));
  const data = [...tensors.values()].map((values) => Buffer.from(Float32Array.from(values).buffer));
  writeFileSync(path, Buffer.concat([length, headerBytes, ...data]));
}
