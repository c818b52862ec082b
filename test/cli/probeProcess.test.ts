import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { PROGRAM } from "../support/childProcess.js";
import { float32Header, gpt2SmallTensors } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();

describe("gpt2-wdist probe as a program", () => {
  it("ends at once on Ctrl-C in the middle of a pass, and leaves no file behind", async () => {
    const { beginning, byteLength } = float32Header(gpt2SmallTensors());
    const path = dir.writeSparse("gpt2.safetensors", beginning, byteLength);
    const outputs = ["-o", join(dir.path, "out.json"), "-o", join(dir.path, "out.html")];
    const args = [PROGRAM, "probe", path, "--tokenizer", "gpt2", "--window", "1024", ...outputs];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
    // What long work says of itself shows that it has begun; reading and computing takes minutes from here.
    await new Promise((resolve) => child.stderr.once("data", resolve));
    await wait(500);
    child.kill("SIGINT");
    // Killed by the signal, which a shell calls 130: it did not compute to its end first.
    expect(await ended).toBe("SIGINT");
    expect(readdirSync(dir.path).filter((name) => name.includes("out."))).toEqual([]);
  }, 120_000);
});
