// The pairs that contact sheets are drawn of: { name, pre, post, options }.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../paths.mjs";
import { familyPairsIn } from "./families.mjs";
import { changed, madeModel, randomFrom, replaced, writeModel } from "./madeModels.mjs";

/** @param made a folder for those that are made here */
export function pairsIn({ made, shared }) {
  return [
    ...shippedPairs(),
    ...realPairs(join(shared, "data")),
    ...madePairs(made),
    ...casesIn(shared),
    ...familyPairsIn({ made, shared }),
  ];
}

function shippedPairs() {
  const sides = (of) => ["pre", "post"].map((side) => join(ROOT, `fixtures/${of}-gpt2-${side}.safetensors`));
  const [pre, post] = sides("small");
  const [wholePre, wholePost] = sides("whole");
  return [
    { name: "fixtures", pre, post, options: {} },
    { name: "whole-fixtures", pre: wholePre, post: wholePost, options: { effective: true } },
  ];
}

function realPairs(folder) {
  const [pre, post] = ["pre", "post"].map((side) => join(folder, `gpt2-124m-ln-${side}.safetensors`));
  if (!existsSync(pre)) return [];
  return [
    { name: "real", pre, post, options: {} },
    { name: "real-all-blocks", pre, post, options: { blocks: "all" } },
    { name: "real-biases", pre, post, options: { bias: true, blocks: [0, 5, 8, 11] } },
    { name: "real-study-bins", pre, post, options: { bins: "study" } },
    { name: "real-one-tensor", pre, post, options: { blocks: [8], norms: ["ln_2"] } },
    { name: "real-first-block", pre, post, options: { blocks: [0] } },
  ];
}

/** Pairs of which the truth is known; see their manifest. */
function casesIn(shared) {
  const folder = join(shared, "statements/cases");
  if (!existsSync(folder)) return [];
  const { cases } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  return cases.map(({ case: name, pre, post }) => ({
    name: `case-${name}`,
    pre: join(folder, pre),
    post: join(folder, post),
    options: { blocks: "all" },
  }));
}

const LONG =
  "a-very-long-name-of-a-checkpoint-that-nobody-would-type-but-a-script-writes-step-000123456-lr-3e-4";
const IN_SCRIPTS = { pre: "模型-веса-μοντέλο", post: "モデル-आदर्श-نموذج-🙂" };

/** Each made from a model of its own seed, so that one more changes none of the others. */
function madePairs(folder) {
  const model = (seed, blocks, width) => madeModel({ random: randomFrom(seed), blocks, width });
  const drift = (of) =>
    changed(of, (value, { block, norm }, random) => {
      const grows = norm === "ln_2" && block >= of.blocks / 2;
      return value * (grows ? 1.14 : 1) * (1 + 0.02 * random.normal());
    });
  const of = (seed, blocks, width) => {
    const before = model(seed, blocks, width);
    return [before, drift(before)];
  };
  const usual = model(1, 6, 256);
  const at = (tensor, values) => replaced(usual, tensor, values);
  const pairs = {
    "48x1600": of(2, 48, 1600),
    "24-blocks": of(3, 24, 1024),
    "6-blocks": of(4, 6, 256),
    "2-blocks": of(5, 2, 256),
    "1-block": of(6, 1, 256),
    "width-4": of(7, 3, 4),
    "all-nan": [usual, changed(usual, () => Number.NaN)],
    "one-nan": [usual, at("h.3.ln_2.weight", (value, dim) => (dim === 17 ? Number.NaN : value * 1.1))],
    "nan-tensor": [
      usual,
      changed(
        at("h.3.ln_2.weight", () => Number.NaN),
        (value) => value * 1.02,
      ),
    ],
    negative: [changed(usual, (value) => -value), changed(usual, (value) => value * -1.2)],
    x100: [usual, changed(usual, (value) => value * 100)],
    bimodal: [bimodal(usual, 0.3), bimodal(usual, 0.45)],
    constant: [changed(usual, () => 0.37), changed(usual, () => 0.5)],
    identical: [usual, usual],
  };
  const named = {
    "long-names": { pre: `${LONG}-pre`, post: `${LONG}-post` },
    "names-in-scripts": IN_SCRIPTS,
  };
  return [
    ...Object.entries(pairs).map(([name, sides]) => pair(folder, name, sides)),
    ...Object.entries(named).map(([name, names]) => pair(folder, name, of(8, 4, 128), names)),
  ];
}

/** Two groups, of which the second holds this share of the dimensions. */
function bimodal(model, share) {
  return changed(model, (value, { dim, width }) => (dim < width * share ? value * 3 : value));
}

function pair(folder, name, [before, after], names = { pre: `${name}-pre`, post: `${name}-post` }) {
  const [pre, post] = [names.pre, names.post].map((stem) => join(folder, `${stem}.safetensors`));
  writeModel(pre, before);
  writeModel(post, after);
  return { name, pre, post, options: { blocks: "all" } };
}
