import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROGRAM, runProgram } from "../support/childProcess.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { useTempDir } from "../support/tempDir.js";

const temp = useTempDir();
const ARGS = ["compare", SMALL_PRE, SMALL_POST, "--format", "json"];

/** Reads what stands in a pipe until `isEnough`; one that does not wait has nothing now and then. */
async function readAll(descriptor: number, isEnough: (text: string) => boolean): Promise<string> {
  const chunk = Buffer.alloc(1 << 16);
  let text = "";
  for (const startedAt = Date.now(); !isEnough(text) && Date.now() - startedAt < 20_000; ) {
    try {
      text += chunk.toString("utf8", 0, readSync(descriptor, chunk, 0, chunk.length, null));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return text;
}

describe.skipIf(process.platform === "win32")("stdout", () => {
  it("is whole where its pipe is full and wants no waiting", async () => {
    const expected = await runProgram(ARGS);
    // More than a pipe holds: writing it at once fails half way.
    expect(expected.stdout.length).toBeGreaterThan(1 << 16);
    const pipe = join(temp.path, "pipe");
    execFileSync("mkfifo", [pipe]);
    const descriptor = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    try {
      const child = spawn(process.execPath, [PROGRAM, ...ARGS], { stdio: ["ignore", descriptor, "ignore"] });
      const ended = new Promise((resolve) => child.on("close", resolve));
      await new Promise((resolve) => setTimeout(resolve, 500));
      const text = await readAll(descriptor, (so) => so.length >= expected.stdout.length);
      expect(text === expected.stdout).toBe(true);
      expect(await ended).toBe(0);
    } finally {
      closeSync(descriptor);
    }
  });

  it("may be closed by a reader that has seen enough", () => {
    const command = `"${process.execPath}" "${PROGRAM}" ${ARGS.join(" ")} --quiet | head -c 10; exit \${PIPESTATUS[0]}`;
    expect(execFileSync("bash", ["-c", command], { encoding: "utf8", stdio: "pipe" })).toHaveLength(10);
  });
});
