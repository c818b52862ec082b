import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEvents } from "../support/eventReader.js";
import { runCli } from "../support/fakeIo.js";
import { expectGolden } from "../support/goldenFile.js";
import { SMALL_RUN, SMALL_RUN_STEPS, trainerState, writeRun } from "../support/runs.js";
import { layerNormTensors, safetensorsBytes } from "../support/safetensorsFile.js";
import { expectValid, validatorOf } from "../support/schemas.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const FILE = (step: number) => `${SMALL_RUN}/step-${String(step).padStart(4, "0")}.safetensors`;

/** The steps that were measured. */
async function stepsOf(args: readonly string[]): Promise<number[]> {
  const { out, err } = await runCli(["track", ...args, "--format", "json", "--norms", "ln_f"]);
  expect(err).not.toMatch(/error/);
  return (JSON.parse(out) as { checkpoints: { step: number }[] }).checkpoints.map(({ step }) => step);
}

/** The same for people, with paths that are the same on every machine. */
async function textOf(args: readonly string[], columns = 80): Promise<string> {
  const { out, code } = await runCli(["track", ...args], { columns, isTerminal: true });
  expect(code).toBe(0);
  return out.replaceAll(SMALL_RUN, "fixtures/run").replaceAll(dir.path, "runs");
}

describe("gpt2-wdist track", () => {
  it.each([80, 120])("says what a run did, at %i columns", async (columns) => {
    const text = await textOf([SMALL_RUN], columns);
    expectGolden(`run/terminal-${columns}.txt`, text);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it("says it in ASCII alone", async () => {
    expect(await textOf([SMALL_RUN, "--ascii", "--no-color"])).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it("writes Markdown", async () => {
    const { out } = await runCli(["track", SMALL_RUN, "--format", "md"]);
    expectGolden("run/small.md", out.replaceAll(SMALL_RUN, "fixtures/run"));
  });

  it("writes JSON by the published schema, with every number of every step", async () => {
    const { out } = await runCli(["track", SMALL_RUN, "--bias", "--format", "json"]);
    const { tensors } = expectValid(validatorOf("run"), out) as { tensors: { steps: unknown[] }[] };
    expect(tensors).toHaveLength(50);
    expect(tensors.every(({ steps }) => steps.length === SMALL_RUN_STEPS.length)).toBe(true);
  });

  it("writes tables whose rows begin with run, step and tensor", async () => {
    const { out } = await runCli(["track", SMALL_RUN, "--norms", "ln_f", "--format", "csv"]);
    const [head = "", ...rows] = out.trimEnd().split("\r\n");
    expect(head).toMatch(/^run,step,tensor,block,norm,parameter,n,/);
    expect(rows.map((row) => row.split(",").slice(1, 4))).toEqual(
      SMALL_RUN_STEPS.map((step) => [String(step), "ln_f.weight", ""]),
    );
    const lines = (await runCli(["track", SMALL_RUN, "--format", "jsonl"])).out.trimEnd().split("\n");
    expect(lines).toHaveLength(25 * SMALL_RUN_STEPS.length);
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      step: 0,
      tensor: "h.0.ln_1.weight",
      relativeL2FromFirst: 0,
      distanceFromPrevious: null,
    });
  });

  it("writes files beside, the same bytes each time, and is quiet when asked to be", async () => {
    const paths = ["a.json", "b.csv", "c.md", "d.jsonl"].map((name) => `${dir.path}/out/${name}`);
    const write = async () => {
      const outcome = await runCli(["track", SMALL_RUN, "-q", ...paths.flatMap((path) => ["-o", path])]);
      expect(outcome).toMatchObject({ code: 0, out: "", err: "" });
      return paths.map((path) => readFileSync(path, "utf8"));
    };
    expect(await write()).toEqual(await write());
  });

  it("replaces none of the checkpoints", async () => {
    const copy = writeRun(dir, "kept", { steps: [1, 2], nameOf: (step) => `step-${step}.safetensors` });
    const { code, err } = await runCli(["track", copy, "-o", `${copy}/step-1.json`]);
    expect([code, existsSync(`${copy}/step-1.json`)]).toEqual([0, true]);
    expect(err).not.toContain("error");
  });
});

describe("a run is found", () => {
  it("in a folder of a Trainer's folders, of DeepSpeed's names and of OLMo's", async () => {
    for (const [folder, nameOf] of [
      ["trainer", (step: number) => `checkpoint-${step}/model.safetensors`],
      ["neox", (step: number) => `global_step${step}/pytorch_model.safetensors`],
      ["olmo", (step: number) => `step${step}-tokens4B/model.safetensors`],
      ["bigscience", (step: number) => `checkpoint-${step}step/model.safetensors`],
      ["fineweb", (step: number) => `step-00${step}-2BT/model.safetensors`],
    ] as const) {
      const path = writeRun(dir, folder, { steps: [900, 1000, 1100], nameOf, blocks: 2 });
      expect(await stepsOf([path])).toEqual([900, 1000, 1100]);
    }
  });

  it("by a pattern in quotes, file by file, and in any order", async () => {
    expect(await stepsOf([`${SMALL_RUN}/step-0*.safetensors`])).toEqual(SMALL_RUN_STEPS.slice(0, -1));
    expect(await stepsOf([FILE(1200), FILE(0), FILE(80)])).toEqual([0, 80, 1200]);
  });

  it("by what the files say, where their names say nothing", async () => {
    mkdirSync(`${dir.path}/said`);
    for (const [name, step] of [
      ["late", 800],
      ["early", 40],
      ["first", 0],
    ] as const)
      copyFileSync(FILE(step), `${dir.path}/said/${name}.safetensors`);
    expect(await stepsOf([`${dir.path}/said`])).toEqual([0, 40, 800]);
  });

  it("by trainer_state.json, where a folder's name says nothing", async () => {
    for (const [name, step] of [
      ["best", 30],
      ["last", 50],
    ] as const) {
      writeRun(dir, `states/${name}`, {
        steps: [0],
        nameOf: () => "model.safetensors",
        progress: () => step,
      });
      dir.write(`states/${name}/trainer_state.json`, trainerState([], step));
    }
    expect(await stepsOf([`${dir.path}/states/last`, `${dir.path}/states/best`])).toEqual([30, 50]);
  });

  it("or not, with how to say the step", async () => {
    for (const name of ["a", "b"])
      dir.write(`mute/${name}.safetensors`, safetensorsBytes(layerNormTensors({ blocks: 1, width: 4 })));
    const { code, err } = await runCli(["track", `${dir.path}/mute`]);
    expect(code).toBe(2);
    expect(err).toContain("neither its name nor the file says at which step it was saved");
    expect(err).toContain("checkpoint-1000/");
  });

  it("with numbers that count no steps, which is said, and of which no learning rate is known", async () => {
    const path = writeRun(dir, "amber", {
      steps: [0, 1, 2, 3],
      nameOf: (step) => `ckpt_00${step}/model.safetensors`,
    });
    dir.write(
      "amber/trainer_state.json",
      trainerState([
        [1, 0.1],
        [2, 0.1],
        [3, 0.1],
      ]),
    );
    const { out, err } = await runCli(["track", path]);
    expect(err).toContain("count checkpoints or epochs, not steps");
    expect(out).toContain("4 checkpoints, numbered 0 to 3");
    expect(out).toContain("The numbers of the checkpoints are no steps");
    const mixed = await runCli(["track", path, `${SMALL_RUN}/step-0040.safetensors`]);
    expect([mixed.code, mixed.err]).toEqual([2, expect.stringContaining("one name has a step, the other")]);
  });

  it("but not two checkpoints of one step", async () => {
    const path = writeRun(dir, "twice", { steps: [10, 20], nameOf: (step) => `ckpt-${step}.safetensors` });
    writeRun(dir, "twice", { steps: [20], nameOf: (step) => `checkpoint-${step}/model.safetensors` });
    const { code, err } = await runCli(["track", path]);
    expect(code).toBe(2);
    expect(err).toMatch(/checkpoint-20 and .*ckpt-20\.safetensors: are both of step 20/);
  });

  it("and a hole in it is said", async () => {
    const path = writeRun(dir, "hole", { steps: [0, 10, 20, 40, 50, 60] });
    expect((await runCli(["track", path])).err).toContain(
      "most checkpoints are 10 apart, but not those at 20 to 40",
    );
  });
});

describe("--steps", () => {
  const path = writeRun(dir, "long", {
    steps: Array.from({ length: 60 }, (_, k) => k * 10),
    blocks: 1,
    width: 4,
    nameOf: (step) => `step-${step}.safetensors`,
  });

  it("reads 48 of a long run unless told otherwise, and says so", async () => {
    expect(await stepsOf([path])).toHaveLength(48);
    const { err, out } = await runCli(["track", path]);
    expect(err).toContain("48 of 60 checkpoints were read; --steps all");
    expect(out).toContain("48 of 60 checkpoints");
  });

  it.each([
    ["all", 60],
    ["log:5", 5],
    ["every:100", 7],
    ["100-200", 11],
  ])("%s reads %i", async (choice, count) => {
    expect(await stepsOf([path, "--steps", choice])).toHaveLength(count);
  });

  it.each(["some", "log:1", "log", "every:0", "20-10", "-5"])("%s is refused", async (choice) => {
    const { code, err } = await runCli(["track", path, `--steps=${choice}`]);
    expect([code, err]).toEqual([2, expect.stringContaining("write all, log:24, every:1000 or 0-5000")]);
  });

  it("that leaves fewer than two is an error with the steps there are", async () => {
    const { code, err } = await runCli(["track", path, "--steps", "5-12"]);
    expect(code).toBe(2);
    expect(err).toContain("leaves one checkpoint of 60");
    expect(err).toContain("0, 10, 20 and 57 more, the last 590");
  });
});

describe("what cannot be read", () => {
  it("is named and left out, also where it is the last", async () => {
    const path = writeRun(dir, "torn", { steps: [0, 10, 20, 30, 40], blocks: 1, width: 4 });
    for (const step of [20, 40]) writeFileSync(`${path}/checkpoint-${step}/model.safetensors`, "half");
    mkdirSync(`${path}/checkpoint-50`);
    const { code, out, err } = await runCli(["track", path, "--format", "json"]);
    expect(code).toBe(0);
    const { checkpoints, leftOut } = expectValid(validatorOf("run"), out) as {
      checkpoints: { step: number }[];
      leftOut: { step: number; reason: string }[];
    };
    expect(checkpoints.map(({ step }) => step)).toEqual([0, 10, 30]);
    expect(leftOut.map(({ step }) => step)).toEqual([20, 40, 50]);
    for (const step of [20, 40, 50]) expect(err).toMatch(new RegExp(`note: left out .*checkpoint-${step}: `));
  });

  it("is an error where fewer than two are left", async () => {
    const path = writeRun(dir, "gone", { steps: [0, 10, 20], blocks: 1, width: 4 });
    for (const step of [0, 20]) writeFileSync(`${path}/checkpoint-${step}/model.safetensors`, "half");
    const { code, err } = await runCli(["track", path]);
    expect(code).toBe(2);
    expect(err).toContain("of 3 checkpoints only one could be read");
  });

  it("is a run of one checkpoint, or none", async () => {
    const { code, err } = await runCli(["track", FILE(40)]);
    expect([code, err]).toEqual([2, expect.stringContaining("only one checkpoint was found")]);
    const none = await runCli(["track", `${dir.path}/nothing-*`]);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("no checkpoint fits the pattern")]);
  });

  it("is a checkpoint of another model", async () => {
    const path = writeRun(dir, "other", { steps: [0, 10], blocks: 2, width: 4 });
    writeRun(dir, "other", { steps: [20], blocks: 3, width: 4 });
    const { code, err } = await runCli(["track", path]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /checkpoint-0.* and .*checkpoint-20.*: the first model has 2 blocks of width 4, the second 3 blocks/,
    );
    const baseline = await runCli(["track", SMALL_RUN, "--baseline", `${path}/checkpoint-0`]);
    expect([baseline.code, baseline.err]).toEqual([2, expect.stringContaining("2 blocks of width 4")]);
  });
});

describe("names from outside", () => {
  it("are escaped wherever they are shown", async () => {
    const path = writeRun(dir, "a\u001b[31mb ::error:: | x", { steps: [1, 2, 3], blocks: 1, width: 4 });
    for (const format of ["text", "md", "csv", "jsonl", "json"]) {
      const { out } = await runCli(["track", path, "--format", format]);
      expect(out).not.toContain("\u001b");
      expect(out).not.toMatch(/^::/m);
    }
  });
});

describe("TensorBoard", () => {
  it("reads a folder with one file, the same bytes each time, in place of the one before", async () => {
    const write = async () => {
      const outcome = await runCli(["track", SMALL_RUN, "-o", `${dir.path}/tb/one/`]);
      expect(outcome.err).toContain("wrote ");
      expect(readdirSync(`${dir.path}/tb/one`)).toEqual(["events.out.tfevents.0000000000.gpt2-wdist"]);
      return readFileSync(`${dir.path}/tb/one/events.out.tfevents.0000000000.gpt2-wdist`);
    };
    const file = await write();
    expect((await write()).equals(file)).toBe(true);
    expect(readEvents(file)).toHaveLength(1 + SMALL_RUN_STEPS.length);
    const piped = await runCli(["track", SMALL_RUN, "--format", "tensorboard"]);
    expect(piped.bytes.equals(file)).toBe(true);
    const shown = await runCli(["track", SMALL_RUN, "--format", "tensorboard"], { isTerminal: true });
    expect([shown.code, shown.err]).toEqual([2, expect.stringContaining("name a folder, e.g. -o tb/")]);
  });

  it("is of runs alone: another command has nothing to put into a folder", async () => {
    const { code, err } = await runCli(["stats", FILE(0), "-o", `${dir.path}/tb/`]);
    expect([code, err]).toEqual([2, expect.stringContaining("its ending says nothing about what to write")]);
  });
});

describe("the figure", () => {
  it("is drawn where a file of it is asked for, and else no file is written", async () => {
    const paths = ["svg", "png", "pdf", "vl.json"].map((ending) => `${dir.path}/figure/run.${ending}`);
    const { code, err } = await runCli(["track", SMALL_RUN, "-q", ...paths.flatMap((path) => ["-o", path])]);
    expect([code, err]).toEqual([0, ""]);
    const begins = paths.map((path) => readFileSync(path).subarray(1, 4).toString("latin1"));
    expect(begins).toEqual(["svg", "PNG", "PDF", `\n "`]);
    expect((await runCli(["track", SMALL_RUN])).err).not.toContain("wrote");
  });

  it("has the title that the user wants", async () => {
    const { out } = await runCli([
      "track",
      SMALL_RUN,
      "--format",
      "svg",
      "--title",
      "My run",
      "--size",
      "single",
    ]);
    expect(out).toContain("My run");
    expect(out).toMatch(/^<svg [^>]*width="336"/);
  });
});
