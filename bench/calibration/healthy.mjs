import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mapped, randomOf, tensorsOf } from "./models.mjs";

/** Changes that healthy models go through: 200 where the folder of others is given, fewer without it. */

const SMALL = fileURLToPath(new URL("../../fixtures/small-gpt2-", import.meta.url));

/** Each value times 1 + N(0, sigma), on every base. */
function noisy(sigma, times) {
  return async function* (bases) {
    for (const { tensors, seed } of bases) {
      for (let turn = 0; turn < times; turn++) {
        const { normal } = randomOf(1000 * seed + 10 * turn + Math.round(1000 * sigma));
        const post = mapped(tensors, (_, values) => values.map((value) => value * (1 + sigma * normal())));
        yield { pre: tensors, post };
      }
    }
  };
}

async function* casts(bases) {
  for (const { tensors } of bases)
    for (const dtype of ["BF16", "F16"]) yield { pre: tensors, post: tensors, dtype };
}

/** Values that are less exact by so much, as another order of additions leaves them. */
async function* lastDigits(bases) {
  for (const { tensors } of bases)
    for (const relative of [2e-7, 1e-6, 1e-5]) {
      const post = mapped(tensors, (_, values) => values.map((value) => value * (1 + relative)));
      yield { pre: tensors, post };
    }
}

/** pre + share (post - pre): how merges of weights and of adapters move the norms that they move at all. */
async function* merges(_bases, shared) {
  for (const [before, after] of trainedPairs(shared)) {
    if (![before, after].every(existsSync)) continue;
    const [pre, post] = [await tensorsOf(before), await tensorsOf(after)];
    for (const share of [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]) {
      const merged = mapped(pre, (name, values) =>
        values.map((value, i) => value + share * (post.get(name)[i] - value)),
      );
      yield { pre, post: merged };
    }
  }
}

function trainedPairs(shared) {
  return [
    [`${SMALL}pre.safetensors`, `${SMALL}post.safetensors`],
    [`${shared}/data/gpt2-124m-ln-pre.safetensors`, `${shared}/data/gpt2-124m-ln-post.safetensors`],
    [step(shared, "pre", 800), step(shared, "pre", 1160)],
    [step(shared, "post", 0), step(shared, "post", 480)],
  ];
}

function step(shared, run, number) {
  return `${shared}/training/ln/${run}-step-${String(number).padStart(4, "0")}.safetensors`;
}

/** Checkpoints of one run, so many steps apart. */
function training(run, first, last, apart) {
  return async function* (_bases, shared) {
    for (let at = first; at + apart <= last; at += 40) {
      const [before, after] = [step(shared, run, at), step(shared, run, at + apart)];
      if (![before, after].every(existsSync)) continue;
      yield { pre: await tensorsOf(before), post: await tensorsOf(after) };
    }
  };
}

async function* finished(_bases, shared) {
  for (const [before, after] of trainedPairs(shared).slice(0, 2)) {
    if ([before, after].every(existsSync))
      yield { pre: await tensorsOf(before), post: await tensorsOf(after) };
  }
}

export const HEALTHY = [
  { name: "noise of 1 %", variations: noisy(0.01, 5) },
  { name: "noise of 2 %", variations: noisy(0.02, 5) },
  { name: "noise of 3 %", variations: noisy(0.03, 5) },
  { name: "cast to BF16 and F16", variations: casts },
  { name: "last digits", variations: lastDigits },
  { name: "merged by 2 to 30 % with what it became", variations: merges },
  { name: "pretraining after warm-up, 40 steps on", variations: training("pre", 200, 1200, 40) },
  { name: "fine-tuning, 40 steps on", variations: training("post", 0, 480, 40) },
  { name: "fine-tuning, 80 steps on", variations: training("post", 0, 480, 80) },
  { name: "fine-tuning, 200 steps on", variations: training("post", 0, 480, 200) },
  { name: "a whole fine-tuning", variations: finished },
];
