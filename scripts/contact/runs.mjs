// The training runs that contact sheets are drawn of: { name, checkpoints, options }.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../paths.mjs";
import { familyRunsIn } from "./families.mjs";
import { changed, madeModel, randomFrom, writeModel } from "./madeModels.mjs";

/** @param made a folder for those that are made here */
export function runsIn({ made, shared }) {
  return [
    ...shippedRuns(),
    ...sharedRuns(join(shared, "training")),
    ...madeRuns(join(made, "runs")),
    ...familyRunsIn({ made, shared }),
  ];
}

function shippedRuns() {
  return [{ name: "run-fixtures", checkpoints: join(ROOT, "fixtures/run"), options: {} }];
}

function sharedRuns(folder) {
  if (!existsSync(folder)) return [];
  return [
    { name: "run-8-steps", checkpoints: join(folder, "pre"), options: {} },
    { name: "run-31-steps", checkpoints: join(folder, "ln/pre-step-*.safetensors"), options: {} },
    {
      name: "run-fine-tuning",
      checkpoints: join(folder, "post"),
      options: { baseline: join(folder, "pre/checkpoint-1200") },
    },
    { name: "run-one-norm", checkpoints: join(folder, "pre"), options: { blocks: [3], norms: ["ln_2"] } },
  ];
}

function madeRuns(folder) {
  const at = (name) => join(folder, name);
  const runs = {
    "run-200x48": { steps: 200, blocks: 48, width: 96 },
    "run-2-steps": { steps: 2, blocks: 6, width: 64 },
    "run-1-block": { steps: 12, blocks: 1, width: 64 },
    "run-nan": { steps: 12, blocks: 6, width: 64, change: (value, k) => (k >= 8 ? Number.NaN : value) },
    "run-frozen": { steps: 12, blocks: 6, width: 64, rate: 0 },
  };
  return Object.entries(runs).map(([name, made]) => {
    writeRun(at(name), made);
    return { name, checkpoints: at(name), options: {} };
  });
}

/**
 * Gains begin as ones and come nearer to those of a trained model, with a little noise, later blocks last. `seedOf`: of the model that
 * checkpoint `k` is on its way to.
 */
export function writeRun(
  folder,
  { steps, blocks, width, rate = 1, change = (value) => value, seedOf = () => 11 },
) {
  mkdirSync(folder, { recursive: true });
  for (let k = 0; k < steps; k++) {
    const trained = madeModel({ random: randomFrom(seedOf(k)), blocks, width });
    const progress = (k * rate) / (steps - 1);
    const model = changed(trained, (value, { block }, random) => {
      const pace = 2 + (4 * (blocks - (block ?? blocks))) / blocks;
      const way = (1 - Math.exp(-pace * progress)) * (1 + 0.01 * rate * random.normal());
      return change(1 + way * (value - 1), k);
    });
    const step = String(k * 50).padStart(6, "0");
    writeModel(join(folder, `step-${step}.safetensors`), model);
  }
}
