import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { safetensorsBytes } from "../support/safetensorsFile.js";

const execute = promisify(execFile);
const BIN = fileURLToPath(new URL("../../bin/gpt2-wdist.js", import.meta.url));

async function inEmptyFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-bin-"));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("what starts the program", () => {
  const start = (launch: string | null, ...options: readonly string[]) =>
    inEmptyFolder(async (folder) => {
      mkdirSync(join(folder, "bin"));
      mkdirSync(join(folder, "dist", "program"), { recursive: true });
      copyFileSync(BIN, join(folder, "bin", "start.js"));
      if (launch !== null) writeFileSync(join(folder, "dist", "program", "launch.cjs"), launch);
      return execute(process.execPath, [...options, join(folder, "bin", "start.js")]);
    });

  it("exits with the program's code", async () => {
    await start("exports.launch = async () => 0");
    await expect(start("exports.launch = async () => 1")).rejects.toMatchObject({ code: 1, stderr: "" });
  });

  it.each<readonly [what: string, launch: string | null, stderr: RegExp]>([
    ["is not there", null, /fix: install it again/],
    ["cannot be read as JavaScript", "{{{", /fix: please report it/],
    ["throws", 'throw new Error("a\\u001b[2Jb\\nsecond line")', /error: a\?\[2Jb\n/],
    ["throws nothing", "throw undefined", /error: undefined\n/],
    ["fails later", 'exports.launch = async () => { throw new Error("late") }', /error: late\n/],
    [
      "fails outside of all that waits for it",
      'exports.launch = () => new Promise(() => setTimeout(() => { throw new Error("later") }))',
      /error: later\n/,
    ],
    [
      "may open no more files",
      'exports.launch = async () => { throw Object.assign(new Error("x"), { code: "EMFILE" }) }',
      /fix: raise the limits of this process: ulimit -n/,
    ],
  ])("says in one line and with exit code 2 that it %s", async (_what, launch, stderr) => {
    const failed = start(launch);
    await expect(failed).rejects.toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(stderr),
    });
    await failed.catch(({ stderr: text }: { readonly stderr: string }) => {
      expect(text).toMatch(/^gpt2-wdist: internal error: .*\n {2}fix: .*\n$/);
    });
  });
});

describe("the built program", () => {
  it("does its main job from an empty directory", async () => {
    await inEmptyFolder(async (cwd) => {
      const { stdout, stderr } = await execute(process.execPath, [BIN, "compare", SMALL_PRE, SMALL_POST], {
        cwd,
      });
      expect(stdout).toContain("Gains and biases of blocks 0-5 are bit-identical (frozen).");
      expect(stderr).toContain("wrote ");
      expect(readdirSync(cwd).length).toBe(2);
    });
  });

  it("does it where Node has no compiler, and so no WebAssembly", async () => {
    const args = ["compare", SMALL_PRE, SMALL_POST, "--format", "json"];
    const [plain, jitless] = [
      await execute(process.execPath, [BIN, ...args]),
      await execute(process.execPath, ["--jitless", BIN, ...args]),
    ];
    expect(jitless.stdout === plain.stdout).toBe(true);
    const counting = execute(process.execPath, ["--jitless", BIN, "weights", SMALL_PRE, "--format", "text"]);
    await expect(counting).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("fix: run Node without --jitless"),
    });
  });

  it.skipIf(process.platform !== "linux")(
    "does it where WebAssembly has no memory (skipped where limits are set otherwise)",
    async () => {
      const limited = (...args: string[]) =>
        execute("bash", ["-c", 'ulimit -v 4000000; exec "$@"', "bash", process.execPath, BIN, ...args]);
      const args = ["compare", SMALL_PRE, SMALL_POST, "--format", "json"];
      const plain = await execute(process.execPath, [BIN, ...args]);
      expect((await limited(...args)).stdout === plain.stdout).toBe(true);
      for (const refused of [
        ["weights", SMALL_PRE],
        ["inspect", "fixtures/hostile/h5/ok-control.h5"],
      ]) {
        await expect(limited(...refused)).rejects.toMatchObject({
          code: 2,
          stderr: expect.stringMatching(
            /^gpt2-wdist: error: .*needs memory for WebAssembly.*\n {2}fix: .*ulimit -v.*\n$/,
          ),
        });
      }
    },
  );

  it.skipIf(process.platform !== "linux")(
    "says which limit to raise where it may open too few files (skipped where limits are set otherwise)",
    async () => {
      await inEmptyFolder(async (cwd) => {
        const names = Array.from(
          { length: 60 },
          (_, i) => [`h.${i}.ln_1.weight`, `shard-${i}.safetensors`] as const,
        );
        for (const [tensor, shard] of names) {
          writeFileSync(join(cwd, shard), safetensorsBytes([{ name: tensor, values: [1] }]));
        }
        const index = JSON.stringify({ weight_map: Object.fromEntries(names) });
        writeFileSync(join(cwd, "model.safetensors.index.json"), index);
        const limited = execute("bash", [
          "-c",
          'ulimit -n 40; exec "$@"',
          "bash",
          process.execPath,
          BIN,
          "inspect",
          cwd,
        ]);
        await expect(limited).rejects.toMatchObject({
          code: 2,
          stderr: expect.stringMatching(
            /^gpt2-wdist: error: .*shard-\d+\.safetensors: too many files are open in this process\n {2}fix: raise its limit: ulimit -n 4096\n$/,
          ),
        });
      });
    },
  );

  it("exits 2 and keeps stdout clean when it could not", async () => {
    const failed = execute(process.execPath, [BIN, "compare", "no-such-file.bin", SMALL_POST]);
    await expect(failed).rejects.toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(
        /^gpt2-wdist: error: no-such-file\.bin: there is no such file or directory\n {2}fix: /,
      ),
    });
  });

  it.skipIf(!existsSync("/dev/full"))(
    "exits 2 with one line when stdout is full (skipped where there is no /dev/full)",
    async () => {
      const failed = execute("bash", [
        "-c",
        `"${process.execPath}" "${BIN}" check "${SMALL_PRE}" > /dev/full`,
      ]);
      await expect(failed).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringMatching(
          /^gpt2-wdist: error: stdout: could not be written \(ENOSPC\)\n {2}fix: .*\n$/,
        ),
      });
    },
  );

  it("takes a reader that stops reading for no error", async () => {
    const command = `"${process.execPath}" "${BIN}" compare "${SMALL_PRE}" "${SMALL_POST}" --blocks 8 --format json | head -c 10`;
    const { stdout, stderr } = await execute("bash", ["-c", `set -o pipefail; ${command}`]);
    expect(stdout).toBe('{\n  "schem');
    expect(stderr).toBe("");
  });
});
