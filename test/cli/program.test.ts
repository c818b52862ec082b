import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";

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

describe("the built program", () => {
  it("does its main job from an empty directory", async () => {
    await inEmptyFolder(async (cwd) => {
      const { stdout, stderr } = await execute(process.execPath, [BIN, "compare", SMALL_PRE, SMALL_POST], {
        cwd,
      });
      expect(stdout).toContain("Block 5: identical (frozen).");
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
