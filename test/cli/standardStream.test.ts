import { execFileSync, spawn } from "node:child_process";
import { constants, openSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROGRAM, runProgram } from "../support/childProcess.js";
import { SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { useTempDir } from "../support/tempDir.js";

const temp = useTempDir();
const ARGS = ["compare", SMALL_PRE, SMALL_POST, "--format", "json"];

describe.skipIf(process.platform === "win32")("stdout", () => {
  it("is whole where its pipe is full and wants no waiting", async () => {
    const expected = await runProgram(ARGS);
    // More than a pipe holds: writing it at once fails half way.
    expect(expected.stdout.length).toBeGreaterThan(1 << 16);
    const pipe = join(temp.path, "pipe");
    execFileSync("mkfifo", [pipe]);
    const descriptor = openSync(pipe, constants.O_RDWR);
    const child = spawn(process.execPath, [PROGRAM, ...ARGS], { stdio: ["ignore", descriptor, "ignore"] });
    const ended = new Promise((resolve) => child.on("close", resolve));
    // A child's stdout waits, until somebody who has the same pipe wants it not to, as a socket does.
    const reader = new Socket({ fd: descriptor, readable: true, writable: false });
    let text = "";
    try {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      reader.on("data", (chunk) => {
        text += chunk.toString("utf8");
      });
      expect(await ended).toBe(0);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(text === expected.stdout).toBe(true);
    } finally {
      reader.destroy();
    }
  });

  it("may be closed by a reader that has seen enough", () => {
    const command = `"${process.execPath}" "${PROGRAM}" ${ARGS.join(" ")} --quiet | head -c 10; exit \${PIPESTATUS[0]}`;
    expect(execFileSync("bash", ["-c", command], { encoding: "utf8", stdio: "pipe" })).toHaveLength(10);
  });

  it("is as wide as COLUMNS says where it is no terminal, and 80 where that says nothing", async () => {
    const widthFor = async (COLUMNS: string) => {
      const args = ["compare", SMALL_PRE, SMALL_POST, "--format", "text"];
      const { stdout } = await runProgram(args, { env: { COLUMNS } });
      return Math.max(...stdout.split("\n").flatMap((line) => (line.startsWith("h") ? [line.length] : [])));
    };
    const usual = await widthFor("");
    expect(usual).toBeLessThanOrEqual(80);
    expect(await widthFor("60")).toBeLessThanOrEqual(60);
    expect(await widthFor("130")).toBeGreaterThan(100);
    for (const odd of ["0", "-5", "1e9", "wide"]) expect(await widthFor(odd), odd).toBe(usual);
  });
});
