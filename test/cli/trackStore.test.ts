import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/fakeIo.js";
import { SMALL_RUN, SMALL_RUN_STEPS, writeRun } from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

/** `track --store`: the norms of a run in small files, which are a run themselves. */

const dir = useTempDir();

interface Tracked {
  readonly checkpoints: readonly { readonly step: number; readonly path: string }[];
  readonly tensors: unknown;
  readonly findings: unknown;
  readonly schedule: { readonly path: string } | null;
  readonly answers: unknown;
  readonly unit: string;
}

async function tracked(args: readonly string[]): Promise<Tracked> {
  const { code, out, err } = await runCli(["track", ...args, "--format", "json"]);
  expect([code, err]).toEqual([0, expect.not.stringContaining("error")]);
  return JSON.parse(out) as Tracked;
}

/** A run of its own for a test, and where it is kept. */
function freshRun(nameOf?: (step: number) => string): { readonly run: string; readonly store: string } {
  const folder = mkdtempSync(join(dir.path, "run-"));
  const made = { steps: [0, 10, 20, 30], blocks: 2, width: 8, ...(nameOf === undefined ? {} : { nameOf }) };
  return {
    run: writeRun(dir, `${folder.slice(dir.path.length + 1)}/out`, made),
    store: join(folder, "norms"),
  };
}

const inodes = (store: string) => readdirSync(store).map((name) => [name, statSync(join(store, name)).ino]);

describe("kept norms", () => {
  it("are a file a step, and give the numbers, the findings and the schedule of their run once that is gone", async () => {
    const out = join(dir.path, "gone");
    const store = join(dir.path, "gone-norms");
    cpSync(SMALL_RUN, out, { recursive: true });
    const first = await tracked([out, "--store", store]);
    expect(await tracked([out])).toEqual(first);
    rmSync(out, { recursive: true });
    const later = await tracked([store]);
    const { tensors, findings, answers, schedule } = later;
    expect({ tensors, findings, answers }).toEqual({
      tensors: first.tensors,
      findings: first.findings,
      answers: first.answers,
    });
    expect(schedule).toEqual({ ...first.schedule, path: join(store, "trainer_state.json") });
    expect(readdirSync(store)).toEqual([
      ...SMALL_RUN_STEPS.map((step) => `step-${String(step).padStart(8, "0")}.safetensors`),
      "trainer_state.json",
    ]);
  });

  it("go on where they were: what is there is not read again", async () => {
    const { run, store } = freshRun();
    const kept = `${run}/checkpoint-10/model.safetensors`;
    utimesSync(kept, 1000, 1000);
    const first = await tracked([run, "--store", store]);
    const before = inodes(store);
    // Read no more: it could not be.
    writeFileSync(kept, Buffer.alloc(statSync(kept).size));
    utimesSync(kept, 1000, 1000);
    expect(await tracked([run, "--store", store])).toEqual(first);
    expect(inodes(store)).toEqual(before);
  });

  it("are replaced where the checkpoint was saved again, with a word", async () => {
    const { run, store } = freshRun();
    await tracked([run, "--store", store]);
    cpSync(`${run}/checkpoint-20/model.safetensors`, `${run}/checkpoint-10/model.safetensors`);
    const { code, err } = await runCli(["track", run, "--store", store]);
    expect(code).toBe(0);
    expect(err).toMatch(
      /note: .*step-00000010\.safetensors was of an earlier state of .*checkpoint-10, and was replaced/,
    );
    expect((await tracked([store])).tensors).toEqual((await tracked([run])).tensors);
  });

  it("of another run are not replaced", async () => {
    const { run, store } = freshRun();
    await tracked([run, "--store", store]);
    const other = writeRun(dir, "another", { steps: [0, 10], blocks: 2, width: 8, progress: (k) => k + 5 });
    const before = inodes(store);
    const { code, err } = await runCli(["track", other, "--store", store]);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/has other norms of step 0, .*another\/checkpoint-0/),
    ]);
    expect(err).toContain("a folder of its own");
    expect(inodes(store)).toEqual(before);
  });

  it("that are damaged are read again", async () => {
    const { run, store } = freshRun();
    const first = await tracked([run, "--store", store]);
    writeFileSync(join(store, "step-00000010.safetensors"), "half");
    expect(await tracked([run, "--store", store])).toEqual(first);
    expect((await tracked([store])).tensors).toEqual(first.tensors);
  });

  it("remember that numbers in names counted no steps", async () => {
    const { run, store } = freshRun((step) => `ckpt_${String(step).padStart(3, "0")}/model.safetensors`);
    const first = await tracked([run, "--store", store]);
    const later = await tracked([store]);
    expect([first.unit, later.unit]).toEqual(["number", "number"]);
    expect(readdirSync(store)[0]).toBe("number-00000000.safetensors");
    expect(later.tensors).toEqual(first.tensors);
  });

  it("say where they are from without naming folders of this machine", async () => {
    const { run, store } = freshRun();
    await tracked([run, "--store", store]);
    const bytes = readFileSync(join(store, "step-00000010.safetensors"));
    const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString();
    expect(JSON.parse(header).__metadata__).toMatchObject({
      extracted_by: "gpt2-wdist",
      source: "model.safetensors",
      step: "10",
      norms_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(header).not.toContain(dir.path);
    expect(bytes.length).toBeLessThan(5000);
  });
});

describe("--store", () => {
  it.each([
    ["", "is not a path"],
    ["RUN", "is the run itself"],
    ["RUN/../out/", "is the run itself"],
  ])("%j is refused", async (typed, message) => {
    const { run } = freshRun();
    const { code, err } = await runCli(["track", run, "--store", typed.replace("RUN", run)]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it("that cannot be written is an error of the whole", async () => {
    const { run, store } = freshRun();
    writeFileSync(store, "a file");
    const { code, err } = await runCli(["track", run, "--store", store]);
    expect([code, err]).toEqual([2, expect.stringContaining("could not be written")]);
  });
});
