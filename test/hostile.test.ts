/**
 * Malformed and malicious checkpoints, given to the built program in a process of its own. Each must be read rightly
 * or refused cleanly: in time, in little memory, in few words, and without doing what the file would like.
 */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { openCheckpoint } from "../src/index.js";
import { PROGRAM, type Run, runNode, runProgram } from "./support/childProcess.js";
import { pickle, raw, tensor, text, storage as torchStorage } from "./support/pickleFile.js";
import {
  float32Header,
  layerNormNames,
  rawSafetensors,
  type ShapedTensor,
} from "./support/safetensorsFile.js";
import { useTempDir } from "./support/tempDir.js";
import { zip64Bytes, zipBytes } from "./support/zipFile.js";

type Verdict = "ok" | "error" | "either";

interface Case {
  readonly path: string;
  readonly what: string;
  readonly expect: Verdict;
  readonly max_extra_rss_mb: number;
  readonly max_ms: number;
  /** Another file, and the verdict of comparing this one with it. */
  readonly pair?: string;
  readonly pair_expect?: Verdict;
}

interface Manifest {
  readonly cases: readonly Case[];
  readonly make_yourself: readonly Case[];
  readonly base_values: Readonly<Record<string, readonly number[]>>;
}

const ROOT = fileURLToPath(new URL("../fixtures/hostile/", import.meta.url));
const MANIFEST = JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8")) as Manifest;

/** "what" says of these that they are no copy of the base model. */
const OTHER_VALUES = ["ln/width-16.safetensors", "ln/cross-attn.safetensors"];

const COULD_NOT = 2;

/** Node takes more memory from version 23 on to parse the HDF5 library, which holds its program as one long text. */
const PARSING_MB = Number(process.versions.node.split(".")[0]) >= 23 ? 16 : 0;
const MARKER = /^gpt2wdist-PWNED-/;

/** What makes a terminal do something: C0 (without newline), DEL, C1, and marks that turn text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
const ACTS_ON_TERMINAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const dir = useTempDir();
let bareMb = Number.NaN;

/** The one way in which the program is run here. */
function compare(pre: string, post: string): Promise<Run> {
  return runProgram(["compare", pre, post, "--format", "json"]);
}

/** What holds of every run, whatever its verdict. */
function expectDecent(run: Run, maxExtraMb: number): void {
  const { exitCode, stdout, stderr, peakMb } = run;
  expect(exitCode, `killed, or neither 0 nor 2; stderr: ${stderr.slice(0, 500)}`).toBeOneOf([0, COULD_NOT]);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toMatch(/internal error|node:internal|UnhandledPromise/i);
  expect(stderr.length, "length of stderr").toBeLessThan(1500);
  expect(stdout).not.toMatch(ACTS_ON_TERMINAL);
  expect(stderr).not.toMatch(ACTS_ON_TERMINAL);
  expect(peakMb - bareMb, "MB more than node itself takes").toBeLessThan(maxExtraMb);
}

function expectVerdict(run: Run, verdict: Verdict): void {
  const allowed = verdict === "ok" ? [0] : verdict === "error" ? [COULD_NOT] : [0, COULD_NOT];
  expect(run.exitCode, run.stderr).toBeOneOf(allowed);
  if (run.exitCode === 0) expectNumbers(run.stdout);
  else expectRefusal(run);
}

function expectNumbers(stdout: string): void {
  const comparison: unknown = JSON.parse(stdout);
  expect(comparison).toHaveProperty("schema", "gpt2-wdist/comparison@1");
  expect(comparison).toHaveProperty("tensors.0.name");
  expect(leavesOf(comparison).filter((leaf) => /^-?(nan|infinity|inf)$/i.test(String(leaf)))).toEqual([]);
}

function expectRefusal({ stdout, stderr }: Run): void {
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^gpt2-wdist: error: .+/);
}

function leavesOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
}

beforeAll(async () => {
  expect(existsSync(join(dirname(PROGRAM), "../dist/program/main.cjs")), "run `npm run build` first").toBe(
    true,
  );
  bareMb = (await runNode(["-e", "0"])).peakMb;
  expect(bareMb).toBeGreaterThan(10);
});

describe.concurrent("each hostile file of the manifest", () => {
  const committed = MANIFEST.cases.filter(({ path }) => existsSync(join(ROOT, path)));

  it("is there, but for two that are too large to commit and are made below", () => {
    expect(MANIFEST.cases.length).toBe(209);
    const absent = MANIFEST.cases.filter((one) => !committed.includes(one));
    expect(absent.map(({ path }) => path).sort()).toEqual(["pt/deep-tuples.pt", "pt/long4-1mb.pt"]);
  });

  it.each(committed)("$path: $what ($expect)", async ({ path, expect: verdict, max_extra_rss_mb }) => {
    const run = await compare(join(ROOT, path), join(ROOT, path));
    expectDecent(run, max_extra_rss_mb + (path.startsWith("h5/") ? PARSING_MB : 0));
    expectVerdict(run, verdict);
  });

  it.each(
    committed.flatMap(({ path, pair, pair_expect, max_extra_rss_mb }) =>
      pair === undefined || pair_expect === undefined ? [] : [{ path, pair, pair_expect, max_extra_rss_mb }],
    ),
  )("$path against $pair ($pair_expect)", async ({ path, pair, pair_expect, max_extra_rss_mb }) => {
    for (const [pre, post] of [
      [path, pair],
      [pair, path],
    ] as const) {
      const run = await compare(join(ROOT, pre), join(ROOT, post));
      expectDecent(run, max_extra_rss_mb);
      expectVerdict(run, pair_expect);
    }
  });

  it.each(committed.filter(({ path, expect: verdict }) => verdict === "ok" && !OTHER_VALUES.includes(path)))(
    "$path gives the values of the base model",
    async ({ path }) => {
      await expectBaseValues(join(ROOT, path));
    },
  );
});

async function expectBaseValues(path: string): Promise<void> {
  const model = await openCheckpoint(path);
  const values: Record<string, number[]> = {};
  for (const name of model.layerNorms.keys()) values[name] = [...(await model.read(name))];
  await model.close();
  expect(values).toEqual(MANIFEST.base_values);
}

describe.concurrent("each hostile path that cannot be committed", () => {
  const CONTROL = join(ROOT, "st/ok-control.safetensors");

  /** How each of the manifest's cases is made; `path` is what is to be compared. */
  const MAKERS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
    "dir/loop.safetensors": async (path) => symlinkSync(path, path),
    "dir/loopdir": async (path) => {
      mkdirSync(path);
      symlinkSync(path, join(path, "again"));
    },
    "dir/dangling.safetensors": async (path) => symlinkSync("nothing-here.safetensors", path),
    "dir/fifo.safetensors": (path) => promisify(execFile)("mkfifo", [path]),
    "dir/hfcache/models--openai-community--gpt2/snapshots/607a30d": async (path) => {
      const blobs = join(path, "../../blobs");
      mkdirSync(blobs, { recursive: true });
      mkdirSync(path);
      cpSync(CONTROL, join(blobs, "0123abcd"));
      symlinkSync("../../blobs/0123abcd", join(path, "model.safetensors"));
    },
  };

  it.each(MANIFEST.make_yourself)(
    "$path: $what ($expect)",
    async ({ path, expect: verdict, max_extra_rss_mb }) => {
      const make = MAKERS[path];
      if (make === undefined) return expect.fail("nobody knows how to make it");
      const made = join(dir.path, path);
      mkdirSync(dirname(made), { recursive: true });
      await make(made);
      const run = await compare(made, made);
      expectDecent(run, max_extra_rss_mb);
      expectVerdict(run, verdict);
      if (verdict === "ok") await expectBaseValues(made);
    },
  );

  it("may begin with a dash, behind -- as everywhere", async () => {
    const run = await runProgram(
      ["compare", "--format", "json", "--", "-rf.safetensors", "-rf.safetensors"],
      {
        cwd: join(ROOT, "dir"),
      },
    );
    expectDecent(run, 64);
    expectVerdict(run, "ok");
  });
});

describe.concurrent("a file made to tell the terminal what to do", () => {
  const PREFIX = "\u001b]0;owned\u0007\u009b31m\u202e\u007f\r\n.";

  it("by its prefix and the names that are skipped is read, and shown inert", async () => {
    const names = [
      ...layerNormNames({ blocks: 12, prefix: PREFIX }),
      `${PREFIX}h.007.ln_1.weight`,
      `${PREFIX}h.0.ln_cross_attn.weight`,
    ];
    const path = sparse("terminal/names.safetensors", vectors(names, 8));
    const run = await compare(path, path);
    expectDecent(run, 64);
    expectVerdict(run, "ok");
    expect(JSON.parse(run.stdout)).toHaveProperty("pre.prefix", PREFIX);
    expect(run.stderr).toContain("\\u{1b}]0;owned\\u{7}");

    for (const format of ["text", "csv", "md"]) {
      const shown = await runProgram(["compare", path, path, "--format", format]);
      expect(shown.exitCode, format).toBe(0);
      // The lines of CSV end in CR LF, by RFC 4180.
      const stdout = format === "csv" ? shown.stdout.replaceAll("\r\n", "\n") : shown.stdout;
      expect(stdout + shown.stderr, format).not.toMatch(ACTS_ON_TERMINAL);
    }
  });

  it("by its path is refused, and the path shown inert", async () => {
    const run = await compare("\u001b[2J\u009b31m.safetensors", "x");
    expectDecent(run, 64);
    expectVerdict(run, "error");
    expect(run.stderr).toContain("\\u{1b}[2J\\u{9b}31m.safetensors");
  });
});

describe("a very large file", () => {
  const NORMS = vectors(layerNormNames({ blocks: 12, bias: false }), 8);

  it("of 64 GB is compared without being read", async () => {
    const path = sparse("large/64-gb.safetensors", [
      ...NORMS,
      { name: "wte.weight", shape: [16_000_000, 1000] },
    ]);
    const run = await compare(path, path);
    expectDecent(run, 64);
    expectVerdict(run, "ok");
  });

  it("whose header is one byte longer than allowed is refused before the header is read", async () => {
    const beginning = rawSafetensors("{}", undefined, 100_000_001n);
    const path = dir.writeSparse("large/header.safetensors", beginning, 101_000_000);
    const run = await compare(path, path);
    expectDecent(run, 64);
    expectVerdict(run, "error");
    expect(run.stderr).toContain("100000001");
  });

  it("with 200,000 tensors is compared, in memory that its header of 17 MB explains", async () => {
    const others = Array.from({ length: 200_000 }, (_, i) => ({ name: `layer.${i}.weight`, shape: [1] }));
    const path = sparse("large/many.safetensors", [...NORMS, ...others]);
    const run = await compare(path, path);
    expectDecent(run, 500);
    expectVerdict(run, "ok");
  });

  it("whose header is 100 MB of spaces is compared, in memory that those explain", async () => {
    const { beginning, byteLength } = float32Header(NORMS);
    const header = Buffer.alloc(100_000_000, " ");
    header.set(beginning.subarray(8));
    const whole = rawSafetensors(header, new Uint8Array(byteLength - beginning.length));
    const path = dir.write("large/spaces.safetensors", whole);
    const run = await compare(path, path);
    expectDecent(run, 600);
    expectVerdict(run, "either");
  });

  it("with a name of 50 MB is compared or refused, without repeating the name", async () => {
    const path = sparse("large/name.safetensors", [
      ...NORMS,
      { name: "h.1.".repeat(12_500_000), shape: [1] },
    ]);
    const run = await compare(path, path);
    expectDecent(run, 600);
    expectVerdict(run, "either");
  });

  it.each([
    ["16 GB", 4_000_000_000],
    ["64 MB", 16_777_216],
  ])("whose LayerNorm takes %s is refused: none is that wide", async (_size, width) => {
    const path = sparse(`large/wide-${width}.safetensors`, [{ name: "h.5.ln_1.weight", shape: [width] }]);
    const run = await compare(path, path);
    expectDecent(run, 64);
    expectVerdict(run, "error");
    expect(run.stderr).toContain(`${width}`);
  });

  it("with 100,000 names that look like LayerNorms and are none is compared, and says so in few words", async () => {
    const others = Array.from({ length: 100_000 }, (_, i) => ({
      name: `h.${100_000 + i}.ln_1.weight`,
      shape: [1],
    }));
    const path = sparse("large/skipped.safetensors", [...NORMS, ...others]);
    const run = await compare(path, path);
    expectDecent(run, 500);
    expectVerdict(run, "ok");
  });

  it("is read to its end when it is an index that names 200,000 tensors in one shard", async () => {
    const names = Array.from({ length: 200_000 }, (_, i) => `layer.${i}.weight`);
    const shard = "model-00001-of-00001.safetensors";
    sparse(`large/index/${shard}`, [...NORMS, ...names.map((name) => ({ name, shape: [1] }))]);
    const map = Object.fromEntries([...NORMS.map(({ name }) => name), ...names].map((name) => [name, shard]));
    dir.write("large/index/model.safetensors.index.json", JSON.stringify({ weight_map: map }));
    const run = await compare(join(dir.path, "large/index"), join(dir.path, "large/index"));
    expectDecent(run, 700);
    expectVerdict(run, "ok");
  });
});

describe("a hostile file that is too large to commit", () => {
  const NORMS = layerNormNames({ blocks: 12, bias: false });

  /** The state dict of a sound model, with these pieces of a pickle before its names. */
  function torchBytes(before: readonly Buffer[]): Uint8Array {
    const storages = NORMS.map((_, i) => ({ name: `archive/data/${i}`, bytes: new Uint8Array(32) }));
    const tensors = NORMS.map((name, i) =>
      raw(text(name), tensor({ storage: torchStorage("FloatStorage", String(i), 8), shape: [8] })),
    );
    const dict = raw("}(", ...before, ...tensors, "u");
    return zipBytes([{ name: "archive/data.pkl", bytes: pickle(dict) }, ...storages]);
  }

  it("of a million nested tuples is refused, without a deep call (error)", async () => {
    const nested = raw("N", Buffer.alloc(1_000_000, 0x85));
    const path = dir.write("large/deep.pt", zipBytes([{ name: "a/data.pkl", bytes: pickle(nested) }]));
    const run = await compare(path, path);
    expectDecent(run, 256);
    expectVerdict(run, "error");
  });

  it("with an integer of a megabyte is read at once (ok)", async () => {
    const long = raw(text("long"), 0x8b, Buffer.from([0, 0, 0x10, 0]), Buffer.alloc(0x100000, 0x55));
    const path = dir.write("large/long.pt", torchBytes([long]));
    const run = await compare(path, path);
    expectDecent(run, 64);
    expectVerdict(run, "ok");
  });

  it("a zip archive of 5 GB, whose directory is zip64, is compared without being read (ok)", async () => {
    const { beginning, end, byteLength } = zip64Bytes(torchBytes([]), 5_000_000_000);
    const path = dir.writeSparse("large/zip64.pt", beginning, byteLength, end);
    const run = await compare(path, path);
    expectDecent(run, 64);
    expectVerdict(run, "ok");
  });
});

describe("after all of them", () => {
  it("nothing that a file would have liked to run has run", () => {
    expect(readdirSync(tmpdir()).filter((name) => MARKER.test(name))).toEqual([]);
  });
});

function vectors(names: readonly string[], width: number): ShapedTensor[] {
  return names.map((name) => ({ name, shape: [width] }));
}

/** A valid file whose data is a hole: all values are 0. */
function sparse(name: string, tensors: readonly ShapedTensor[]): string {
  const { beginning, byteLength } = float32Header(tensors);
  return dir.writeSparse(name, beginning, byteLength);
}
