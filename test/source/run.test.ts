import { symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { WdistError } from "../../src/errors.js";
import { findLocalCheckpoints } from "../../src/source/run/find.js";
import { expandPattern, isPattern } from "../../src/source/run/glob.js";
import { inStepOrder } from "../../src/source/run/order.js";
import { findRateLog, trainerStepBeside } from "../../src/source/run/rateLog.js";
import { numberInName, numberInPath } from "../../src/source/run/stepName.js";
import { chooseSteps, USUAL_CHOICE } from "../../src/source/run/thinning.js";
import { trainerState } from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();

describe("the step in a name", () => {
  it.each([
    ["checkpoint-1000", 1000],
    ["global_step12000", 12000],
    ["step143000", 143000],
    ["step1000-tokens4B", 1000],
    ["stage1-step2000-tokens9B", 2000],
    ["step-001000-2BT", 1000],
    ["checkpoint-14000step", 14000],
    ["iter_0005000", 5000],
    ["ckpt-400.pt", 400],
    ["ckpt_400.pt", 400],
    ["ckpt_4000.pt", 4000],
    ["model.ckpt-1000.index", 1000],
    ["pre-step-0040.safetensors", 40],
    ["epoch=3-step=1200.ckpt", 1200],
    ["model_00019560.bin", 19560],
    ["0", 0],
    ["1200.safetensors", 1200],
  ])("%s is %i", (name, number) => {
    expect(numberInName(name)).toEqual({ number, unit: "step" });
  });

  it.each(["ckpt_000", "ckpt_358", "epoch-3", "epoch_12.pt"])(
    "%s has a number that counts no steps",
    (name) => {
      expect(numberInName(name)?.unit).toBe("number");
    },
  );

  it.each([
    "model.safetensors",
    "gpt2-2.pt",
    "step10k",
    "checkpoint",
    "ckpt-best.pt",
    "seed-3",
    "step-",
    "footstep12",
    "step-9999999999999999999",
    "model-00001-of-00002.safetensors",
  ])("%s has none", (name) => {
    expect(numberInName(name)).toBeNull();
  });

  it("is looked for in the folder or the revision where the file has none", () => {
    expect(numberInPath("out/checkpoint-300/model.safetensors")?.number).toBe(300);
    expect(numberInPath("out/checkpoint-300/")?.number).toBe(300);
    expect(numberInPath("hf://EleutherAI/pythia-160m@step3000/model.safetensors")?.number).toBe(3000);
    expect(numberInPath("run-step-7/out/model.safetensors")).toBeNull();
  });
});

describe("a pattern", () => {
  it("is known by a star, a question mark or a class", () => {
    expect(["a*", "a?", "a[0-9]"].every(isPattern)).toBe(true);
    expect(["a", "a[", "a]b"].some(isPattern)).toBe(false);
  });

  it("finds paths in the order of the numbers in them, and no hidden ones", () => {
    for (const name of ["ckpt-400.pt", "ckpt-1200.pt", "ckpt-80.pt", ".ckpt-1.pt", "other.pt"]) {
      dir.write(`glob/${name}`, "");
    }
    const found = (pattern: string) =>
      expandPattern(`${dir.path}/glob/${pattern}`).map((path) => path.split("/").at(-1));
    expect(found("ckpt-*.pt")).toEqual(["ckpt-80.pt", "ckpt-400.pt", "ckpt-1200.pt"]);
    expect(found("ckpt-?00.pt")).toEqual(["ckpt-400.pt"]);
    expect(found("ckpt-[!4]*.pt")).toEqual(["ckpt-80.pt", "ckpt-1200.pt"]);
    expect(found("*.pt")).toHaveLength(4);
    expect(found("ckpt+400.pt")).toEqual([]);
  });

  it("works in folders too, and stays within them", () => {
    dir.write("deep/a/step-1/model.safetensors", "");
    dir.write("deep/b/step-2/model.safetensors", "");
    expect(expandPattern(`${dir.path}/deep/*/step-*`)).toHaveLength(2);
    expect(expandPattern(`${dir.path}/deep/step-*`)).toEqual([]);
  });

  it("whose class is the wrong way round is refused", () => {
    expect(() => expandPattern(`${dir.path}/glob/ckpt-[9-0]*`)).toThrow(WdistError);
  });
});

describe("the checkpoints of a run", () => {
  const names = (typed: string | readonly string[]) =>
    findLocalCheckpoints([typed].flat()).map(({ path, inName }) => [
      path.slice(dir.path.length + 1),
      inName?.number ?? null,
    ]);

  it("are the numbered folders of a folder, also those that hold nothing yet; what is beside them is none", () => {
    dir.write("out/checkpoint-100/model.safetensors", "");
    dir.write("out/checkpoint-20/model.safetensors", "");
    dir.write("out/checkpoint-300/trainer_state.json", "{}");
    dir.write("out/runs/events", "");
    dir.write("out/model.safetensors", "");
    dir.write("out/.checkpoint-7/model.safetensors", "");
    symlinkSync("checkpoint-100", `${dir.path}/out/latest`);
    expect(names(`${dir.path}/out`)).toEqual([
      ["out/checkpoint-100", 100],
      ["out/checkpoint-20", 20],
      ["out/checkpoint-300", 300],
    ]);
    expect(names(`${dir.path}/out/*`).toSorted()).toEqual(
      names(`${dir.path}/out`)
        .concat([
          ["out/latest", null],
          ["out/model.safetensors", null],
        ])
        .toSorted(),
    );
  });

  it("are its files, without shards and optimisers", () => {
    for (const name of [
      "ckpt-1.pt",
      "ckpt-2.pt",
      "optimizer.pt",
      "model-00001-of-00002.safetensors",
      "log-3.txt",
    ])
      dir.write(`files/${name}`, "");
    expect(names(`${dir.path}/files`)).toEqual([
      ["files/ckpt-1.pt", 1],
      ["files/ckpt-2.pt", 2],
    ]);
  });

  it("are files without numbers where there is no other", () => {
    for (const name of ["early.safetensors", "late.safetensors"]) dir.write(`unnamed/${name}`, "");
    expect(names(`${dir.path}/unnamed`)).toEqual([
      ["unnamed/early.safetensors", null],
      ["unnamed/late.safetensors", null],
    ]);
  });

  it("are named one by one, each once", () => {
    const one = `${dir.path}/out/checkpoint-20`;
    expect(names([one, `${one}/`, `${dir.path}/out/checkpoint-1*`])).toEqual([
      ["out/checkpoint-20/", 20],
      ["out/checkpoint-100", 100],
    ]);
  });

  it("must fit a pattern, if one is given", () => {
    expect(() => findLocalCheckpoints([`${dir.path}/out/ckpt-*`])).toThrow("no checkpoint fits the pattern");
  });

  it("come in the order of their steps, and no two have one", () => {
    const points = [90, 1000, 200].map((step) => ({ step, path: `step-${step}` }));
    expect(inStepOrder(points).map(({ step }) => step)).toEqual([90, 200, 1000]);
    const twice = [...points, { step: 90, path: "other-90" }];
    expect(() => inStepOrder(twice)).toThrow("step-90 and other-90: are both of step 90");
  });
});

describe("of a long run", () => {
  const points = (steps: readonly number[]) => steps.map((step) => ({ step, path: String(step) }));
  /** As stanford-crfm saved GPT-2: by 10 to 100, by 50 to 2000, by 100 to 20000, by 1000 to 400000. */
  const many = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];
  for (let step = 100; step < 2000; step += 50) many.push(step);
  for (let step = 2000; step < 20_000; step += 100) many.push(step);
  for (let step = 20_000; step <= 400_000; step += 1000) many.push(step);
  const steps = (choice: Parameters<typeof chooseSteps>[1]) =>
    chooseSteps(points(many), choice).map(({ step }) => step);

  it("48 are read unless told otherwise, evenly in the logarithm of the step, the first and the last among them", () => {
    const chosen = steps(USUAL_CHOICE);
    expect(many).toHaveLength(609);
    expect(chosen).toHaveLength(48);
    expect(new Set(chosen).size).toBe(48);
    expect([chosen[0], chosen.at(-1)]).toEqual([0, 400_000]);
    const late = chosen.filter((step) => step >= 2000);
    const ratios = late.slice(1).map((step, i) => step / (late[i] as number));
    expect(Math.max(...ratios) / Math.min(...ratios)).toBeLessThan(1.2);
  });

  it("any number is met exactly, whatever the steps are", () => {
    for (const most of [2, 3, 10, 100, 608]) expect(steps({ kind: "log", most })).toHaveLength(most);
    expect(steps({ kind: "log", most: 700 })).toEqual(many);
  });

  it("all, some apart, or a range", () => {
    expect(steps({ kind: "all" })).toEqual(many);
    expect(steps({ kind: "every", steps: 100_000 })).toEqual([0, 100_000, 200_000, 300_000, 400_000]);
    expect(steps({ kind: "every", steps: 150_000 })).toEqual([0, 150_000, 300_000, 400_000]);
    expect(steps({ kind: "range", from: 20, to: 50 })).toEqual([20, 30, 40, 50]);
  });
});

describe("trainer_state.json", () => {
  it("has the step that a folder was saved at, and a file under a usual name in it", () => {
    dir.write("state/one/trainer_state.json", trainerState([], 70));
    expect(trainerStepBeside(`${dir.path}/state/one`)).toBe(70);
    expect(trainerStepBeside(`${dir.path}/state/one/model.safetensors`)).toBe(70);
    expect(trainerStepBeside(`${dir.path}/state/one/a.safetensors`)).toBeNull();
    expect(trainerStepBeside(`${dir.path}/state`)).toBeNull();
  });

  it("has the learning rates: the longest log there is, the later of two entries of a step", () => {
    dir.write(
      "logs/checkpoint-2/trainer_state.json",
      trainerState([
        [1, 0.1],
        [2, 0.2],
      ]),
    );
    dir.write(
      "logs/trainer_state.json",
      trainerState([
        [1, 0.1],
        [3, 0.3],
        [2, 0.5],
        [2, 0.2],
      ]),
    );
    expect(findRateLog([`${dir.path}/logs`], `${dir.path}/logs/checkpoint-2`)).toEqual({
      path: `${dir.path}/logs/trainer_state.json`,
      rates: [1, 2, 3].map((step) => ({ step, rate: step / 10 })),
      losses: [1, 2, 3].map((step) => ({ step, loss: 2 })),
      heldOutLosses: [],
    });
  });

  it.each([
    ["not JSON", "{"],
    ["a list", "[]"],
    ["without a log", "{}"],
    [
      "with a log of nonsense",
      '{"log_history":[1,null,{"step":"a","learning_rate":1},{"step":1,"learning_rate":-1},{"step":1.5,"learning_rate":1}]}',
    ],
  ])("%s says nothing", (what, json) => {
    dir.write(`bad/${what}/trainer_state.json`, json);
    expect(findRateLog([], `${dir.path}/bad/${what}`)).toBeNull();
  });
});
