import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { withTemporaryFolder } from "../../bench/temporary.mjs";
import { useTempDir } from "../support/tempDir.js";

const moduleUrl = (name: string) => JSON.stringify(pathToFileURL(join("bench", name)).href);
const { write } = useTempDir();

/** Writes its process id where it is told, and never ends by itself. */
const ENDLESS = `require("node:fs").writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)`;
/** Runs the endless program in a temporary folder, whose path it prints. */
const BENCHMARK = `
import { join } from "node:path";
import { run } from ${moduleUrl("processes.mjs")};
import { withTemporaryFolder } from ${moduleUrl("temporary.mjs")};
await withTemporaryFolder(async (folder) => {
  process.stdout.write(folder);
  await run([process.execPath, "-e", ${JSON.stringify(ENDLESS)}, join(process.argv[2], "pid")]);
});
`;

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 1000) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the benchmark's temporary folder", () => {
  it("is there while it is used, and gone afterwards, also after a failure", async () => {
    let used = "";
    const failing = withTemporaryFolder(async (folder: string) => {
      used = folder;
      writeFileSync(join(folder, "file"), "text");
      throw new Error("no more");
    });
    await expect(failing).rejects.toThrow("no more");
    expect(used).not.toBe("");
    expect(existsSync(used)).toBe(false);
    expect(await withTemporaryFolder(async (folder: string) => existsSync(folder))).toBe(true);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("is gone after %s, and so is what ran", async (signal) => {
    const script = write(`${signal}/benchmark.mjs`, BENCHMARK);
    const pidFile = join(script, "..", "pid");
    const benchmark = spawn(process.execPath, [script, join(script, "..")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let folder = "";
    benchmark.stdout.on("data", (chunk) => {
      folder += chunk;
    });
    await until(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "");
    expect(existsSync(folder)).toBe(true);
    benchmark.kill(signal);
    const [status] = await once(benchmark, "close");
    expect(status).toBe(signal === "SIGINT" ? 130 : 143);
    expect(existsSync(folder)).toBe(false);
    const pid = Number(readFileSync(pidFile, "utf8"));
    await until(() => !isRunning(pid));
  });
});
