import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SMALL_PRE } from "../support/comparisons.js";
import { runCli } from "../support/fakeIo.js";
import { SMALL_RUN, SMALL_RUN_STEPS, trainerState, writeRun } from "../support/runs.js";
import { expectValid, validatorOf } from "../support/schemas.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const SMALL = { blocks: 2, width: 16 } as const;

/** The columns of a CSV by their names. */
function columnOf(csv: string, name: string): string[] {
  const [head = "", ...rows] = csv.trimEnd().split("\r\n");
  const place = head.split(",").indexOf(name);
  return place < 0 ? [] : rows.map((row) => row.split(",")[place] as string);
}

describe("stats of a run", () => {
  it("has a row a step and tensor, in the order of the steps", async () => {
    for (const typed of [SMALL_RUN, `${SMALL_RUN}/step-*.safetensors`]) {
      const { out, err, code } = await runCli(["stats", typed, "--norms", "ln_f", "--format", "csv"]);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toMatch(/^path,step,name,block,/);
      expect(columnOf(out, "step")).toEqual(SMALL_RUN_STEPS.map(String));
    }
  });

  it("says the step in text and in JSON, and takes --steps", async () => {
    const steps = ["--steps", "100-500", "--norms", "ln_f"];
    const { out } = await runCli(["stats", SMALL_RUN, ...steps]);
    expect(out.match(/step \d+, 1 tensor/g)).toEqual([
      "step 160, 1 tensor",
      "step 320, 1 tensor",
      "step 480, 1 tensor",
    ]);
    const json = (await runCli(["stats", SMALL_RUN, ...steps, "--format", "json"])).out;
    const { checkpoints } = expectValid(validatorOf("stats"), json) as { checkpoints: { step: number }[] };
    expect(checkpoints.map(({ step }) => step)).toEqual([160, 320, 480]);
  });

  it("reads every checkpoint of a long one, and beside it a checkpoint by itself, which has no step", async () => {
    const steps = Array.from({ length: 60 }, (_, k) => k);
    const run = writeRun(dir, "long", { steps, ...SMALL });
    const { out } = await runCli(["stats", run, SMALL_PRE, "--norms", "ln_f", "--format", "csv"]);
    expect(columnOf(out, "step")).toEqual([...steps.map(String), ""]);
  });

  it("leaves out what cannot be read, with a word, unless that is all", async () => {
    const run = writeRun(dir, "torn", { steps: [0, 10, 20], ...SMALL });
    writeFileSync(`${run}/checkpoint-10/model.safetensors`, "half");
    const { out, err, code } = await runCli(["stats", run, "--norms", "ln_f", "--format", "csv"]);
    expect([code, columnOf(out, "step")]).toEqual([0, ["0", "20"]]);
    expect(err).toMatch(/note: left out .*checkpoint-10: /);
    for (const step of [0, 20]) writeFileSync(`${run}/checkpoint-${step}/model.safetensors`, "half");
    expect((await runCli(["stats", run])).code).toBe(2);
  });

  it("is not asked for by checkpoints that are named one by one, nor by a model's own folder", async () => {
    const run = writeRun(dir, "final", { steps: [10, 20], ...SMALL });
    const each = await runCli(["stats", `${run}/checkpoint-10`, `${run}/checkpoint-20`, "--format", "csv"]);
    expect(each.out).toMatch(/^path,name,/);
    expect(each.err).toContain("took");
    writeFileSync(`${run}/model.safetensors`, readFileSync(`${run}/checkpoint-20/model.safetensors`));
    const final = await runCli(["stats", run, "--norms", "ln_f", "--format", "csv"]);
    expect(columnOf(final.out, "path")).toEqual([`${run}/model.safetensors`]);
    // One folder below is no run: its error is what it was.
    mkdirSync(`${dir.path}/one`);
    writeRun(dir, "one", { steps: [10], ...SMALL });
    expect((await runCli(["stats", `${dir.path}/one`])).err).toContain("name the folder");
  });
});

describe("check of a run", () => {
  const broken = () =>
    writeRun(dir, "broken", {
      steps: [0, 100, 200, 300],
      ...SMALL,
      change: (vectors, k) => {
        if (k === 2) (vectors.get("ln_f.weight") as number[])[3] = Number.NaN;
      },
    });

  const ALL = ["--steps", "all"];

  it("is asked for by --steps, by a pattern, or by a training's log; other folders of checkpoints are not judged unasked", async () => {
    const run = writeRun(dir, "unsaid", { steps: [0, 100], ...SMALL });
    const unsaid = await runCli(["check", run]);
    expect(unsaid.code).toBe(2);
    expect(unsaid.err).toContain('its folders "checkpoint-0", "checkpoint-100" do');
    expect((await runCli(["check", run, ...ALL])).code).toBe(0);
    expect((await runCli(["check", `${run}/checkpoint-*`])).code).toBe(0);
    writeFileSync(`${run}/checkpoint-100/trainer_state.json`, trainerState([[100, 1e-3]], 100));
    const { code, out } = await runCli(["check", run]);
    expect(code).toBe(0);
    expect(out).toContain("step 100");
  });

  it("judges every checkpoint, and says which step failed", async () => {
    const { out, code, err } = await runCli(["check", broken(), ...ALL]);
    expect([code, err]).toEqual([1, ""]);
    expect(out).toContain("LayerNorms of step 0 (checkpoint-0)");
    expect(out).toContain("1 of 4 checkpoints failed: step 200 (checkpoint-200).");
  });

  it("of a sound one is 0, and of one that cannot be read whole 2, with the report on the others", async () => {
    const sound = writeRun(dir, "sound", { steps: [0, 100, 200], ...SMALL });
    expect((await runCli(["check", sound, ...ALL])).code).toBe(0);
    writeFileSync(`${sound}/checkpoint-100/model.safetensors`, "half");
    const { code, out } = await runCli(["check", sound, ...ALL]);
    expect(code).toBe(2);
    expect(out).toContain("1 could not be checked");
  });

  it("has the step in JSON and tables, and takes --steps", async () => {
    const run = broken();
    const { out } = await runCli(["check", run, ...ALL, "--format", "json"]);
    const { verdicts } = expectValid(validatorOf("verdict"), out) as {
      verdicts: { failed: boolean; model: { step: number } }[];
    };
    expect(verdicts.map(({ model, failed }) => [model.step, failed])).toEqual([
      [0, false],
      [100, false],
      [200, true],
      [300, false],
    ]);
    const csv = (await runCli(["check", run, ...ALL, "--format", "csv"])).out;
    expect(csv).toMatch(/^path,step,finding,/);
    expect(columnOf(csv, "step")).toContain("200");
    expect((await runCli(["check", run, "--steps", "0-100"])).code).toBe(0);
  });
});
