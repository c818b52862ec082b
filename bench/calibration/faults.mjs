import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isGain, mapped, randomOf, tensorsOf } from "./models.mjs";

/** Ways in which models break, each at five strengths, from one that hardly matters to one that nobody can miss. */

export const STRENGTHS = 5;

const SMALL = fileURLToPath(new URL("../../fixtures/small-gpt2-", import.meta.url));

/** The models that are broken: those of this repository, and others where a folder of them is given. */
export async function basesOf(shared) {
  const files = [
    ["small pre", `${SMALL}pre.safetensors`],
    ["small post", `${SMALL}post.safetensors`],
    ["GPT-2 124M pre", `${shared}/data/gpt2-124m-ln-pre.safetensors`],
    ["GPT-2 124M post", `${shared}/data/gpt2-124m-ln-post.safetensors`],
    ["width 64, step 400", `${shared}/training/ln/pre-step-0400.safetensors`],
    ["width 64, step 1200", `${shared}/training/ln/post-step-0000.safetensors`],
  ].filter(([, path]) => existsSync(path));
  return Promise.all(
    files.map(async ([name, path], seed) => ({ name, seed: seed + 1, tensors: await tensorsOf(path) })),
  );
}

/** The tensors that faults of a single one are made to. */
const GAIN = "h.7.ln_2.weight";
const BIAS = "h.7.ln_2.bias";

function fault(name, strengths, change) {
  return {
    name,
    strengths,
    make: ({ tensors, seed }, strength, i) => change(tensors, strength, randomOf(100 * seed + i)),
  };
}

const only = (names, change) => (tensors, strength, random) =>
  mapped(tensors, (name, values) =>
    names.includes(name) ? change(values, strength, random, tensors) : values,
  );
const gains = (change) => (tensors, strength, random) =>
  mapped(tensors, (name, values) => (isGain(name) ? change(values, strength, random) : values));
const biases = (change) => (tensors, strength, random) =>
  mapped(tensors, (name, values) => (isGain(name) ? values : change(values, strength, random)));
const all = (change) => (tensors, strength, random) =>
  mapped(tensors, (_, values) => change(values, strength, random));

const scale = (values, factor) => values.map((value) => value * factor);
const add = (values, summand) => values.map((value) => value + summand);
const noise = (values, sigma, { normal }) => values.map((value) => value * (1 + sigma * normal()));
const rmsOf = (values) => Math.hypot(...values) / Math.sqrt(values.length);
const bias = (values, sigma, { normal }) => {
  const rms = rmsOf(values);
  return values.map((value) => value + sigma * rms * normal());
};
const permute = (values, share, { order }) => {
  const from = order(values.length, share);
  return values.map((_, i) => values[from[i]]);
};
/** So many dims, wherever they are. */
const some = (values, count, change, { order }) => {
  const dims = order(values.length).slice(0, count);
  return values.map((value, i) => (dims.includes(i) ? change(value) : value));
};
const madsOf = (values) => {
  const middle = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
  const median = middle([...values]);
  return middle([...values].map((value) => Math.abs(value - median)));
};
const spike = (values, mads, random) => {
  const by = mads * madsOf(values);
  return some(values, 1, (value) => value + by, random);
};
const swap = (names) => (tensors, sigma, random) =>
  mapped(tensors, (name) => noise(tensors.get(names(name)) ?? tensors.get(name), sigma, random));
const exchangeNorms = (blocks) => (name) => {
  const block = Number(/^h\.(\d+)\./.exec(name)?.[1] ?? -1);
  return blocks.includes(block)
    ? name.replace(/ln_[12]/, (norm) => (norm === "ln_1" ? "ln_2" : "ln_1"))
    : name;
};
const exchangeBlocks = (a, b) => (name) =>
  name.replace(new RegExp(`^h\\.(${a}|${b})\\.`), (_, block) => `h.${Number(block) === a ? b : a}.`);
const fresh =
  (share) =>
  (tensors, _strength, { normal, uniform }) =>
    mapped(tensors, (name, values) =>
      uniform() > share ? values : values.map(() => (isGain(name) ? 1 + 0.02 * normal() : 0.01 * normal())),
    );
const BLOCKS = 12;

export const FAULTS = [
  fault(
    "NaN in so many values of one tensor",
    [1, 2, 8, 32, 64],
    only([GAIN], (v, count, random) => some(v, count, () => Number.NaN, random)),
  ),
  fault(
    "infinite values in a bias",
    [1, 2, 8, 32, 64],
    only([BIAS], (v, count, random) => some(v, count, () => Number.POSITIVE_INFINITY, random)),
  ),
  fault(
    "the last so many blocks are missing",
    [1, 2, 4, 6, 8],
    (tensors, count) =>
      new Map(
        [...tensors].filter(([name]) => !(Number(/^h\.(\d+)/.exec(name)?.[1] ?? -1) >= BLOCKS - count)),
      ),
  ),
  fault(
    "a norm is missing in so many blocks",
    [1, 2, 4, 6, 10],
    (tensors, count) =>
      new Map(
        [...tensors].filter(([name]) => !(name.includes(".ln_2.") && Number(name.split(".")[1]) < count)),
      ),
  ),
  fault("so many blocks are back at their initial values", [1, 2, 4, 8, 12], (tensors, count) =>
    mapped(tensors, (name, values) =>
      Number(/^h\.(\d+)/.exec(name)?.[1] ?? BLOCKS) < count
        ? values.map(() => (isGain(name) ? 1 : 0))
        : values,
    ),
  ),
  fault(
    "a tensor is one number, so many times its median",
    [1, 0.9, 0.5, 0.1, 0],
    only([GAIN], (v, factor) => v.map(() => factor * v.toSorted()[v.length >> 1])),
  ),
  fault("all biases times this", [0.9, 0.7, 0.4, 0.1, 0], biases(scale)),
  fault(
    "ln_1 and ln_2 of a block exchanged, then noise",
    [0.05, 0.03, 0.02, 0.01, 0],
    swap(exchangeNorms([7])),
  ),
  fault(
    "ln_1 and ln_2 of all blocks exchanged, then noise",
    [0.05, 0.03, 0.02, 0.01, 0],
    swap(exchangeNorms(Array.from({ length: BLOCKS }, (_, i) => i))),
  ),
  fault("blocks 2 and 9 exchanged, then noise", [0.05, 0.03, 0.02, 0.01, 0], swap(exchangeBlocks(2, 9))),
  fault("this share of a tensor's dims permuted", [0.02, 0.1, 0.25, 0.5, 1], only([GAIN], permute)),
  fault("this share of the dims of every tensor permuted", [0.02, 0.1, 0.25, 0.5, 1], all(permute)),
  fault("a tensor's gains times this", [1.01, 1.05, 1.3, 2, 10], only([GAIN], scale)),
  fault("all gains times this", [1.01, 1.05, 1.3, 2, 100], gains(scale)),
  fault(
    "all gains divided by this",
    [1.01, 1.05, 1.3, 2, 100],
    gains((v, factor) => scale(v, 1 / factor)),
  ),
  fault(
    "gain - 1 for gain, then noise",
    [0.05, 0.03, 0.02, 0.01, 0],
    gains((v, sigma, random) => add(noise(v, sigma, random), -1)),
  ),
  fault("gains plus this", [0.01, 0.1, 0.5, 1, 2], gains(add)),
  fault(
    "so many gains of a tensor change sign",
    [1, 2, 4, 16, 48],
    only([GAIN], (v, count, random) => some(v, count, (value) => -value, random)),
  ),
  fault(
    "a whole tensor changes sign, then noise",
    [0.3, 0.1, 0.03, 0.01, 0],
    only([GAIN], (v, sigma, random) => scale(noise(v, sigma, random), -1)),
  ),
  fault("noise on all values", [0.05, 0.1, 0.15, 0.2, 0.5], all(noise)),
  fault("noise on one tensor", [0.05, 0.1, 0.2, 0.3, 0.5], only([GAIN], noise)),
  fault("one gain jumps, by so many MADs", [5, 10, 20, 50, 200], only([GAIN], spike)),
  fault("one bias jumps, by so many MADs", [5, 10, 20, 50, 200], only([BIAS], spike)),
  fault("noise on all biases, in their rms", [0.5, 1, 2, 4, 10], biases(bias)),
  fault(
    "the biases of a block move together, in their rms",
    [0.5, 1, 2, 4, 20],
    only(["h.7.ln_1.bias", BIAS], (v, times) => add(v, times * rmsOf(v))),
  ),
  fault(
    "this share of a tensor's gains is 0",
    [0.01, 0.05, 0.1, 0.15, 0.3],
    only([GAIN], (v, share, random) => some(v, Math.ceil(share * v.length), () => 0, random)),
  ),
  fault(
    "a tensor replaced by one of another model, mixed in by",
    [0.1, 0.3, 0.5, 0.8, 1],
    only([GAIN], (v, share, { normal }) => {
      const [median, mad] = [v.toSorted()[v.length >> 1], madsOf(v)];
      return v.map((value) => (1 - share) * value + share * (median + 1.5 * mad * normal()));
    }),
  ),
  fault("this share of all tensors from another model", [0.05, 0.1, 0.3, 0.6, 1], (tensors, share, random) =>
    fresh(share)(tensors, share, random),
  ),
];
