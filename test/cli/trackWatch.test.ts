import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { fakeClock, type Happening } from "../support/fakeClock.js";
import { type Outcome, runCli } from "../support/fakeIo.js";
import { type MadeRun, SMALL_RUN, writeRun } from "../support/runs.js";
import { expectValid, validatorOf } from "../support/schemas.js";
import { useTempDir } from "../support/tempDir.js";

/** `track --watch`, with a training that saves between two looks. */

const dir = useTempDir();
const STEPS = [0, 10, 20, 30, 40, 50, 60, 70];
const whole = writeRun(dir, "whole", { steps: STEPS, blocks: 2, width: 16 });
let out = "";

beforeEach(() => {
  out = join(mkdtempSync(join(dir.path, "training-")), "out");
  mkdirSync(out);
});

const saves =
  (step: number, from = whole): Happening =>
  () =>
    cpSync(`${from}/checkpoint-${step}`, `${out}/checkpoint-${step}`, { recursive: true });
const deletes =
  (step: number): Happening =>
  () =>
    rmSync(`${out}/checkpoint-${step}`, { recursive: true });
const nothing: Happening = () => {};

function watch(
  args: readonly string[],
  happenings: readonly Happening[],
  terminal: { readonly isTerminal?: boolean } = {},
): Promise<Outcome> {
  return runCli(["track", out, "--watch", ...args], { ...terminal, clock: fakeClock(happenings) });
}

async function watched(args: readonly string[], happenings: readonly Happening[]) {
  const { code, out: printed, err } = await watch([...args, "--format", "json"], happenings);
  const run = expectValid(validatorOf("run"), printed) as {
    readonly run: string;
    readonly checkpoints: readonly { readonly step: number; readonly path: string }[];
    readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
    readonly tensors: readonly unknown[];
    readonly findings: readonly unknown[];
  };
  return { code, err, run, steps: run.checkpoints.map(({ step }) => step) };
}

/** A run in which one checkpoint is another than training makes it. */
function faultyRun(change: NonNullable<MadeRun["change"]>): string {
  const folder = mkdtempSync(join(dir.path, "faulty-")).slice(dir.path.length + 1);
  return writeRun(dir, folder, { steps: STEPS, blocks: 2, width: 16, change });
}

describe("a training that saves, and deletes what it saved before", () => {
  it("is followed to the numbers of all its checkpoints, also of those that are gone", async () => {
    const happenings = [saves(0), nothing, saves(10), deletes(0), saves(20), deletes(10), nothing];
    const { code, run, steps } = await watched([], happenings);
    expect([code, steps]).toEqual([130, [0, 10, 20]]);
    const all = await runCli(["track", whole, "--steps", "0-20", "--format", "json"]);
    const expected = JSON.parse(all.out) as typeof run;
    expect([run.tensors, run.findings]).toEqual([expected.tensors, expected.findings]);
    expect(run.checkpoints.map(({ path }) => path)).toEqual(
      [0, 10, 20].map((step) => `${out}/checkpoint-${step}`),
    );
    expect(run.run).toBe(out);
  });

  it("leaves nothing on the disk but what was asked for", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("gpt2-wdist-watch-"));
    const store = join(out, "../norms");
    await watched(["--store", store], [saves(0), saves(10), nothing, nothing]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("gpt2-wdist-watch-"))).toEqual(before);
    expect(readdirSync(store)).toEqual(["step-00000000.safetensors", "step-00000010.safetensors"]);
    const later = await runCli(["track", store]);
    expect(later.code).toBe(0);
  });

  it("is taken up again where an earlier watch ended, and its last checkpoint is what the next one is held against", async () => {
    const store = join(out, "../norms");
    const faulty = faultyRun((vectors, k) => {
      if (k === 2) for (const values of vectors.values()) values.fill(Number.NaN);
    });
    await watched(["--store", store], [saves(0), saves(10), nothing, nothing]);
    for (const step of [0, 10]) deletes(step)();
    const { code, steps, err } = await watched(
      ["--store", store, "--fail-on", "not-finite"],
      [saves(20, faulty), nothing, nothing],
    );
    expect([code, steps]).toEqual([1, [0, 10, 20]]);
    expect(err).toContain("failed on not-finite at step 20: Between steps 10 and 20:");
  });

  it("that goes back and saves a step again is shown as it is now, with a word", async () => {
    const faulty = faultyRun((vectors, k) => {
      if (k === 1) for (const values of vectors.values()) values.reverse();
    });
    const { steps, err, run } = await watched(
      [],
      [saves(0), saves(10), nothing, nothing, saves(10, faulty), nothing, nothing],
    );
    expect(steps).toEqual([0, 10]);
    expect(err).toMatch(
      /step-00000010\.safetensors was of an earlier state of .*checkpoint-10, and was replaced/,
    );
    const now = await runCli(["track", faulty, "--steps", "0-10", "--format", "json"]);
    // Its first checkpoint is the same.
    expect(run.tensors).toEqual((JSON.parse(now.out) as typeof run).tensors);
  });
});

describe("a checkpoint", () => {
  it("is taken only once it is at rest from one look to the next, and whole", async () => {
    const file = () => `${out}/checkpoint-10/model.safetensors`;
    const bytes = readFileSync(`${whole}/checkpoint-10/model.safetensors`);
    const half: Happening = () => {
      mkdirSync(`${out}/checkpoint-10`);
      writeFileSync(file(), bytes.subarray(0, 900));
    };
    const more: Happening = () => writeFileSync(file(), bytes.subarray(0, 1000));
    const all: Happening = () => writeFileSync(file(), bytes);
    const { steps, run, err } = await watched([], [saves(0), half, more, nothing, all, nothing, nothing]);
    expect(steps).toEqual([0, 10]);
    expect(run.leftOut).toEqual([]);
    expect(err).not.toContain("left out");
  });

  it("that stays half is left out by name; what was taken before it was truncated stays", async () => {
    const truncate: Happening = () => truncateSync(`${out}/checkpoint-10/model.safetensors`, 700);
    const torn: Happening = () => {
      saves(20)();
      truncateSync(`${out}/checkpoint-20/model.safetensors`, 700);
    };
    const { steps, run, err } = await watched(
      [],
      [
        saves(0),
        saves(10),
        nothing,
        nothing,
        truncate,
        torn,
        ...Array<Happening>(6).fill(nothing),
        saves(30),
        nothing,
        nothing,
      ],
    );
    expect(steps).toEqual([0, 10, 30]);
    expect(run.leftOut.map(({ path }) => path)).toEqual([`${out}/checkpoint-10`, `${out}/checkpoint-20`]);
    expect(err).toContain(`note: left out ${out}/checkpoint-20: `);
  });

  it("that is gone before it could be read is named", async () => {
    const { steps, err } = await watched([], [saves(0), saves(10), nothing, saves(20), deletes(20), nothing]);
    expect(steps).toEqual([0, 10]);
    expect(err).toContain(`note: ${out}/checkpoint-20 was gone before it could be read`);
  });

  it("may be one file that is overwritten, whose steps are in it", async () => {
    const nano = ["0", "40", "80"].map((step) =>
      readFileSync(
        `${SMALL_RUN}/${readdirSync(SMALL_RUN).find((name) => new RegExp(`\\D0*${step}\\D`).test(name)) ?? ""}`,
      ),
    );
    const file = () => join(out, "ckpt.safetensors");
    const withStep = (bytes: Buffer, step: number) => {
      const end = 8 + Number(bytes.readBigUInt64LE(0));
      const header = JSON.parse(bytes.subarray(8, end).toString());
      const json = Buffer.from(
        JSON.stringify({ ...header, __metadata__: { step: String(step) } }).padEnd(4000),
      );
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(json.length));
      return Buffer.concat([length, json, bytes.subarray(end)]);
    };
    const writes =
      (k: number): Happening =>
      () => {
        writeFileSync(`${file()}.new`, withStep(nano[k] as Buffer, k * 40));
        renameSync(`${file()}.new`, file());
      };
    const { code, out: printed } = await runCli(["track", file(), "--watch", "--format", "json"], {
      clock: fakeClock([writes(0), nothing, writes(1), nothing, writes(2), nothing, nothing]),
    });
    const run = JSON.parse(printed) as { checkpoints: { step: number; path: string }[] };
    expect([code, run.checkpoints.map(({ step }) => step)]).toEqual([130, [0, 40, 80]]);
    expect(run.checkpoints.every(({ path }) => path === file())).toBe(true);
  });
});

describe("it ends", () => {
  it("with 0 once a step was taken, or a later one", async () => {
    const { code, steps } = await watched(
      ["--until-step", "15"],
      [saves(0), saves(10), saves(20), nothing, saves(30)],
    );
    expect([code, steps]).toEqual([0, [0, 10, 20]]);
    expect(existsSync(`${out}/checkpoint-30`)).toBe(false);
  });

  it("with 0 when there was nothing new for so long", async () => {
    const clock = fakeClock([saves(0), saves(10), ...Array<Happening>(40).fill(nothing)]);
    const { code } = await runCli(["track", out, "--watch", "--idle", "1", "--interval", "15"], { clock });
    expect(code).toBe(0);
    // Two looks until the second was at rest, and then a minute.
    expect(clock.waits).toEqual(Array(3 + 4).fill(15_000));
  });

  it.each([
    ["interrupt", 130],
    ["terminate", 143],
  ] as const)("with all outputs written when it is told to: %s", async (signal, expected) => {
    const csv = join(out, "../run.csv");
    const {
      code,
      out: text,
      err,
    } = await watch(["-o", csv], [saves(0), saves(10), nothing, nothing, () => signal]);
    expect([code, text]).toEqual([expected, expect.stringContaining("2 checkpoints")]);
    expect(readFileSync(csv, "utf8").split("\n").length).toBeGreaterThan(10);
    expect(err).toContain("wrote ");
  });

  it("with an error where fewer than two came", async () => {
    const { code, err } = await watch([], [saves(0), nothing, nothing]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining("only one checkpoint came while it was watched"),
    ]);
  });
});

describe("--fail-on", () => {
  const reset = faultyRun((vectors, k) => {
    if (k < 3) return;
    for (const [name, values] of vectors)
      if (name.startsWith("h.1.")) values.fill(name.endsWith("bias") ? 0 : 1);
  });
  const all = (from: string) => STEPS.flatMap((step) => [saves(step, from), nothing]);

  it.each([
    ["reset", reset, 30],
    ["broken", reset, 30],
    [
      "jump",
      faultyRun((vectors, k) => {
        const values = vectors.get("h.0.ln_2.weight");
        if (k >= 4 && values !== undefined) values[3] = 9;
      }),
      40,
    ],
    [
      "non-finite",
      faultyRun((vectors, k) => {
        const values = vectors.get("ln_f.weight");
        if (k >= 2 && values !== undefined) values[3] = Number.NaN;
      }),
      20,
    ],
  ])("%s ends with 1 and names the step", async (cause, run, step) => {
    const { code, err, steps } = await watched(["--fail-on", cause], all(run));
    expect(code).toBe(1);
    expect(err).toContain(`note: failed on ${cause} at step ${step}: `);
    expect(steps.at(-1)).toBeLessThan(70);
  });

  it("lets a healthy training go on, whatever is asked for", async () => {
    const { code, steps } = await watched(
      ["--fail-on", "broken", "--fail-on", "jump", "--fail-on", "non-finite"],
      all(whole),
    );
    expect([code, steps]).toEqual([130, STEPS]);
  });

  it("knows its causes, and is about a watch", async () => {
    const unknown = await runCli(["track", whole, "--watch", "--fail-on", "explosion"]);
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining('"explosion" is no cause; write one of broken, jump,'),
    ]);
    for (const flags of [
      ["--fail-on", "jump"],
      ["--idle", "3"],
      ["--interval", "3"],
      ["--until-step", "3"],
    ]) {
      const { code, err } = await runCli(["track", whole, ...flags]);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining(`${flags[0]}: is about a training that goes on`),
      ]);
    }
  });
});

describe("what is shown meanwhile", () => {
  const happenings = [saves(0), saves(10), nothing, saves(20), nothing, nothing];

  it("is drawn anew on a terminal", async () => {
    const { out: text } = await watch([], happenings, { isTerminal: true });
    const screens = text.split("\u001b[H\u001b[2J");
    expect(screens[1]).toContain("2 checkpoints");
    expect(screens[1]).toContain("watching");
    expect(screens.at(-1)).toContain("3 checkpoints");
    expect(screens.at(-1)).not.toContain("Ctrl-C ends");
  });

  it("is a line a time elsewhere, on stderr, so that stdout is what was asked for", async () => {
    const { out: json, err } = await watch(["--format", "json"], happenings);
    expect(() => JSON.parse(json) as unknown).not.toThrow();
    expect(err.match(/^step \d+ \(\d checkpoints\): .*$/gm)).toHaveLength(2);
    expect((await watch(["-q"], [deletes(0), ...happenings])).err).toBe("");
  });
});

describe("what cannot be followed", () => {
  it.each([
    ["hf://owner/name", "is not on this machine"],
    ["no/such/folder/out", "there is no such file or directory"],
  ])("is refused: %s", async (typed, message) => {
    const { code, err } = await runCli(["track", typed, "--watch"], { clock: fakeClock([]) });
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
