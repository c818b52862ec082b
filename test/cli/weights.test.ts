import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROGRAM, runProgram } from "../support/childProcess.js";
import { runCli } from "../support/fakeIo.js";
import { float32Header, gpt2SmallTensors } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";

/** What counting may hold in memory, however large the model. */
const MOST_MB = 90;
const MODEL = "fixtures/small-gpt2-pre.safetensors";

const temp = useTempDir();

/** A sparse file of 6 GB whose weights are all zero. */
function hugeModel(name: string): string {
  const { beginning, byteLength } = float32Header([
    ...gpt2SmallTensors().filter(({ name: tensor }) => /ln_/.test(tensor)),
    { name: "wte.weight", shape: [1_500_000_000] },
  ]);
  return temp.writeSparse(name, beginning, byteLength);
}

describe("weights of one checkpoint", () => {
  it("prints a table, JSON, JSON lines, CSV and Markdown", async () => {
    const run = (...args: string[]) => runCli(["weights", MODEL, ...args]);
    expect((await run("--format", "text")).out).toMatch(/all weights .* 12,800 +0\.481 +0\.490/);
    const json = JSON.parse((await run("--format", "json", "--bins", "20")).out);
    expect(json.schema).toBe("gpt2-wdist/weights@1");
    expect(json.checkpoints[0].options).toEqual({ bins: 20, range: null, groupBy: "model", tensors: null });
    expect(json.checkpoints[0].groups[0].histogram.counts).toHaveLength(20);
    expect((await run("--format", "jsonl")).out.trim().split("\n")).toHaveLength(1);
    const [header = "", first = ""] = (await run("--format", "csv", "--group-by", "block")).out.split("\r\n");
    expect(header).toMatch(/^path,group,block,kind,tensors,n,nonFinite,zeros,.*,q0\.999$/);
    expect(first).toMatch(/block 0,0,norms,4,1024,0,/);
    expect((await run("--format", "md", "--ascii")).out).toContain("| all weights | 12,800 |");
  });

  it("counts between the ends that --xlim gives, on the threads that --threads gives", async () => {
    const out = join(temp.path, "weights.json");
    const args = ["--xlim=-1,1", "--bins", "4", "--threads", "2", "-o", out, "-q"];
    const { code } = await runCli(["weights", MODEL, ...args]);
    expect(code).toBe(0);
    const { histogram } = JSON.parse(readFileSync(out, "utf8")).checkpoints[0].groups[0];
    expect(histogram.edges).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(histogram.above).toBeGreaterThan(0);
    const { out: text } = await runCli(["weights", MODEL, "--xlim=-1,1", "--format", "text"]);
    expect(text).toMatch(/, [\d,]+ weights outside of them\n/);
  });

  it.each([
    [["--bins", "study"], "is not a number of bins"],
    [["--xlim", "2,1"], "is not a range"],
    [["--threads", "0"], "is not a number of threads"],
    [["--xlim=1,1.0000000000000002"], "cannot be cut into 10000 bins"],
  ])("refuses %j", async (args, why) => {
    const { code, err } = await runCli(["weights", MODEL, ...args]);
    expect(code).toBe(2);
    expect(err).toContain(why);
  });

  it("holds less than 90 MB of memory on a model of 6 GB", async () => {
    const { exitCode, stdout, peakMb } = await runProgram(["weights", hugeModel("6gb"), "--format", "text"], {
      killAfterMs: 180_000,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("1,500,038,400");
    expect(peakMb).toBeLessThan(MOST_MB);
  }, 180_000);

  it("ends at once on Ctrl-C, and leaves no file behind", async () => {
    const path = hugeModel("interrupted");
    const out = join(temp.path, "out.json");
    const args = [PROGRAM, "weights", path, "--threads", "1", "-o", out];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
    // What long work says of itself shows that it has begun.
    await new Promise((resolve) => child.stderr.once("data", resolve));
    child.kill("SIGINT");
    // Killed by the signal: a shell calls that 130.
    expect(await ended).toBe("SIGINT");
    expect(readdirSync(temp.path).filter((name) => name.includes("out.json"))).toEqual([]);
  }, 180_000);
});
