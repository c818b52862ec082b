// Several training runs of one model that contact sheets are drawn of: { name, paths() }. What is made here is written when it is asked for.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeRun } from "./runs.mjs";

/** @param made a folder for those that are made here */
export function seedsIn({ made, shared }) {
  return [...sharedSeeds(join(shared, "training/ln")), ...madeSeeds(join(made, "seeds"))];
}

/** A training and the fine-tuning after it have steps in common, and little else. */
function sharedSeeds(folder) {
  if (!existsSync(folder)) return [];
  const patterns = ["pre", "post"].map((stage) => join(folder, `${stage}-step-*.safetensors`));
  return [{ name: "runs-two-stages", paths: () => patterns }];
}

const LATE = 8;

function madeSeeds(folder) {
  const small = { steps: 12, blocks: 6, width: 64 };
  const cases = {
    "runs-2x2-steps": [2, { ...small, steps: 2 }],
    "runs-3x44x12": [3, { steps: 44, blocks: 12, width: 64 }],
    "runs-5x30x48": [5, { steps: 30, blocks: 48, width: 32 }],
    "runs-20x1-block": [20, { ...small, blocks: 1 }],
    "runs-same": [2, { ...small, isForked: () => false }],
    "runs-forks": [3, { ...small, isForked: (_, k) => k >= LATE }],
    "runs-nan": [3, { ...small, changeOf: (i) => (value, k) => (i === 1 && k >= LATE ? Number.NaN : value) }],
    "runs-one-far": [3, { ...small, changeOf: (i) => (value, k) => (i === 2 ? value + 5 * k : value) }],
    "runs-one-still": [
      3,
      { ...small, changeOf: (i) => (value) => (i === 0 ? value : 1 + 1e-3 * (value - 1)) },
    ],
  };
  return Object.entries(cases).map(([name, [count, made]]) => ({
    name,
    paths: () =>
      Array.from({ length: count }, (_, i) => writeSeed(join(folder, name, `seed-${i + 1}`), i, made)),
  }));
}

/** Run `i`; before it is forked it is the first one. */
function writeSeed(folder, i, { isForked = () => true, changeOf = () => (value) => value, ...made }) {
  const seedOf = (k) => (isForked(i, k) ? 100 + i : 100);
  writeRun(folder, { ...made, seedOf, change: changeOf(i) });
  return folder;
}
