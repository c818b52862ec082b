// What the recorded commands read: the project's fixtures, real checkpoints where there are any, and odd checkpoints that
// are written here. All of it goes into one folder, under names that never change, since outputs repeat them.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/**
 * Fills `folder`.
 * @returns the names of the inputs, relative to it; what is missing in `shared` is left out
 */
export function prepareInputs(folder, fixtures, shared) {
  const names = new Set();
  const add = (name, write) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    write(join(folder, name));
    names.add(name);
  };
  const addCopy = (name, source) => existsSync(source) && add(name, (path) => copyInput(source, path));
  const addBytes = (name, bytes) => add(name, (path) => writeFileSync(path, bytes));

  for (const side of ["pre", "post"]) {
    addCopy(`${side}.safetensors`, join(fixtures, `small-gpt2-${side}.safetensors`));
    addCopy(`real/${side}.safetensors`, join(shared, `data/gpt2-124m-ln-${side}.safetensors`));
  }
  for (const [group, source] of [
    ["formats", join(fixtures, "formats")],
    ["shared-formats", join(shared, "formats")],
  ]) {
    if (!existsSync(source)) continue;
    // Two models are in one folder only here.
    const names = readdirSync(source).filter((name) => !/^(truth\.json|README\.md|llmc)$/.test(name));
    const llmc = ["llmc/gpt2_tiny.bin", "llmc/gpt2_tiny_bf16.bin"];
    for (const name of [...names.sort(), ...llmc]) addCopy(`${group}/${name}`, join(source, name));
  }
  const { cases } = JSON.parse(readFileSync(join(fixtures, "hostile/manifest.json"), "utf8"));
  for (const { path } of cases) addCopy(`hostile/${path}`, join(fixtures, "hostile", path));
  for (const [name, bytes] of Object.entries(writtenInputs(folder))) addBytes(name, bytes);
  // Commands name these folders, not the files in them.
  const folders = [100, 200, 300].map((step) => `run/checkpoint-${step}`);
  for (const name of [...folders, "two", "hub", "project", "rc", "package"]) names.add(name);
  add("bare", (path) => mkdirSync(path));
  add("taken.json", (path) => mkdirSync(path));
  return names;
}

/** Ordinary files and folders that can be written to, even where those of the source cannot. */
export function copyInput(source, target) {
  if (statSync(source).isDirectory()) {
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(source)) copyInput(join(source, name), join(target, name));
  } else {
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
  }
}

/** Name -> bytes. */
function writtenInputs(folder) {
  const pre = readFileSync(join(folder, "pre.safetensors"));
  const post = readFileSync(join(folder, "post.safetensors"));
  const norms = (options) => safetensors(layerNorms(options));
  const pair = (name, options) => ({
    [`${name}-pre.safetensors`]: norms(options),
    [`${name}-post.safetensors`]: norms({ seed: 7, shift: 0.06, ...options }),
  });
  const filled = (value, options = {}) => norms({ ...options, gain: () => value, bias: () => value });
  const huge = (sign) => (i) => (i % 2 === 0 ? sign : -sign) * 1e308;
  return {
    ...pair("one-block", { blocks: 1 }),
    ...pair("width-4", { width: 4 }),
    ...pair("width-1", { width: 1 }),
    ...pair("blocks-48", { blocks: 48 }),
    ...pair("weightless", { bias: null }),
    ...pair("模型", { blocks: 7 }),
    ...pair("модель слой", { blocks: 7 }),
    "קובץ.safetensors": norms({ blocks: 7 }),
    "evil\u001b[31m\nred.safetensors": norms({ blocks: 7 }),
    "-dash.safetensors": norms({ blocks: 7 }),
    [`${"long-".repeat(40)}name.safetensors`]: norms({ blocks: 7 }),
    "odd/all-nan.safetensors": filled(Number.NaN),
    "odd/some-nan.safetensors": norms({ gain: (i) => (i % 5 === 0 ? Number.NaN : 1 + i / 16) }),
    "odd/infinite.safetensors": norms({ gain: (i) => (i % 5 === 0 ? -Infinity : 1 + i / 16) }),
    "odd/ones.safetensors": norms({ gain: () => 1, bias: () => 0 }),
    "odd/zeros.safetensors": filled(0),
    "odd/negative-zeros.safetensors": filled(-0),
    "odd/huge.safetensors": norms({ dtype: "F64", gain: huge(1), bias: huge(-1) }),
    "odd/huge-flipped.safetensors": norms({ dtype: "F64", gain: huge(-1), bias: huge(1) }),
    "odd/least.safetensors": filled(5e-324, { dtype: "F64" }),
    "odd/flipped.safetensors": norms({ gain: (i) => -1 - i / 16 }),
    "odd/no-ln_f.safetensors": safetensors(layerNorms({}).filter(({ name }) => !/ln_f/.test(name))),
    "odd/no-block-3.safetensors": safetensors(layerNorms({}).filter(({ name }) => !/h\.3\./.test(name))),
    "odd/two-sets.safetensors": safetensors([...layerNorms({}), ...layerNorms({ prefix: "ema." })]),
    "odd/square.safetensors": safetensors(layerNorms({}).map((tensor) => ({ ...tensor, shape: [4, 4] }))),
    "odd/not-gpt2.safetensors": safetensors([{ ...layerNorms({})[0], name: "слой.0.вес" }]),
    "odd/truncated.safetensors": pre.subarray(0, pre.length >> 1),
    "odd/cut-header.safetensors": pre.subarray(0, 200),
    "odd/empty.safetensors": "",
    "odd/text.safetensors": "This is a text, and no checkpoint.\n",
    "odd/picture.png": Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
    "whole-pre.safetensors": safetensors(wholeModel(1, 0)),
    "whole-post.safetensors": safetensors(wholeModel(2, 0.01)),
    "whole-nan.safetensors": safetensors(wholeModel(3, Number.NaN)),
    ...Object.fromEntries(
      [100, 200, 300].map((step) => [
        `run/checkpoint-${step}/model.safetensors`,
        norms({ seed: step, shift: step / 1000 }),
      ]),
    ),
    "run/checkpoint-100/optimizer.pt": "no model",
    // Inputs whose endings would do for outputs.
    "input.json": pre,
    "report-pairs.svg": pre,
    "two/a.pt": "one",
    "two/b.pt": "another",
    "hub/models--openai-community--gpt2/refs/main": "abc123",
    "hub/models--openai-community--gpt2/snapshots/abc123/model.safetensors": pre,
    "project/gpt2-wdist.config.json": '{ "baseline": "pre.safetensors", "strict": true }',
    "project/pre.safetensors": pre,
    "project/deep/post.safetensors": post,
    "rc/.gpt2-wdistrc": '{ "rules": { "spread": ["error", { "max": 0.01 }] } }',
    "package/package.json":
      '{ "name": "x", "gpt2-wdist": { "rules": { "spread": ["warn", { "warn": 0 }] } } }',
    ...configurations(),
  };
}

function configurations() {
  const texts = {
    comments: '{\n  // Commas at the end may stand.\n  "strict": true,\n  "rules": { "spread": "off", },\n}',
    baseline: '{ "baseline": "pre.safetensors", "rules": { "median-shift": ["error", { "max": 0.01 }] } }',
    overrides:
      '{ "overrides": [{ "tensors": ["h.11.*", "x.*"], "rules": { "spread": ["warn", { "warn": 0 }] } }] }',
    frozen: '{ "baseline": "pre.safetensors", "rules": { "frozen": ["error", { "expect": "frozen" }] } }',
    "duplicate-keys": '{ "strict": true, "strict": false, "rules": { "spread": "off", "spread": "warn" } }',
    "not-json": '{ "strict": true,\n  "rules": [ }',
    empty: "",
    "not-an-object": "[1]",
    "unknown-key": '{ "stric": true }',
    "unknown-rule": '{ "rules": { "spred": "off" } }',
    "unknown-level": '{ "rules": { "spread": "fatal" } }',
    "unknown-option": '{ "rules": { "spread": ["warn", { "most": 1 }] } }',
    "three-parts": '{ "rules": { "spread": ["warn", {}, 1] } }',
    "negative-option": '{ "rules": { "spread": ["warn", { "max": -1 }] } }',
    "strict-word": '{ "strict": "yes" }',
    "baseline-number": '{ "baseline": 7 }',
    "overrides-object": '{ "overrides": {} }',
    "override-pattern": '{ "overrides": [{ "tensors": 7, "rules": {} }] }',
    "proto-key": '{ "__proto__": { "strict": true } }',
    "proto-rule": '{ "rules": { "constructor": "off" } }',
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${name}.config.json`, text]));
}

/** Numbers in [-1, 1), more of them near 0; by operations that every machine rounds alike. */
function bell(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => (next() + next() + next() + next()) / 2 - 1;
}

/** Gains and biases of all blocks; `bias: null` for none. */
function layerNorms({
  blocks = 6,
  width = 16,
  dtype = "F32",
  prefix = "transformer.",
  seed = 5,
  shift = 0,
  ...own
}) {
  const random = bell(seed);
  const { gain = () => 1 + shift + random() / 4, bias = () => random() / 10 } = own;
  const owners = Array.from({ length: blocks }, (_, block) => [`h.${block}.ln_1`, `h.${block}.ln_2`]).flat();
  const values = (make) => Array.from({ length: width }, (_, i) => make(i));
  return [...owners, "ln_f"].flatMap((owner) => [
    { name: `${prefix}${owner}.weight`, dtype, shape: [width], values: values(gain) },
    ...(bias === null
      ? []
      : [{ name: `${prefix}${owner}.bias`, dtype, shape: [width], values: values(bias) }]),
  ]);
}

/** Every kind of weight; block 0 is the same for every seed. `added` to one tensor. */
function wholeModel(seed, added) {
  const [frozen, random] = [bell(9), bell(seed)];
  const tensor = (name, shape, draw = random) => {
    const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => draw() / 4);
    return { name, dtype: "F32", shape, values };
  };
  const blocks = [0, 1, 2].flatMap((block) =>
    [
      ["attn.c_attn.weight", [16, 48]],
      ["attn.c_attn.bias", [48]],
      ["attn.bias", [1, 1, 8, 8]],
      ["mlp.c_fc.weight", [16, 64]],
      ["mlp.c_proj.weight", [64, 16]],
    ].map(([name, shape]) => tensor(`h.${block}.${name}`, shape, block === 0 ? frozen : random)),
  );
  const embeddings = [tensor("wte.weight", [50, 16]), tensor("wpe.weight", [8, 16]), tensor("слой.вес", [3])];
  embeddings[1].values[0] += added;
  return [...embeddings, ...blocks, ...layerNorms({ blocks: 3, prefix: "", seed })];
}

/** A file in the order of `tensors`, each { name, dtype: "F32" or "F64", shape, values }. */
function safetensors(tensors) {
  const header = { __metadata__: { format: "pt", note: "заметка" } };
  const parts = [];
  let byteLength = 0;
  for (const { name, dtype, shape, values } of tensors) {
    const bytes = Buffer.from((dtype === "F64" ? Float64Array : Float32Array).from(values).buffer);
    header[name] = { dtype, shape, data_offsets: [byteLength, byteLength + bytes.length] };
    parts.push(bytes);
    byteLength += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc((8 - (json.length % 8)) % 8, " ");
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length + padding.length));
  return Buffer.concat([length, json, padding, ...parts]);
}
