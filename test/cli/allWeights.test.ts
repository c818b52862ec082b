import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workProgress } from "../../src/cli/terminal/workProgress.js";
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

describe("stats --all-weights", () => {
  it("prints a table, JSON, JSON lines, CSV and Markdown", async () => {
    const run = (...args: string[]) => runCli(["stats", MODEL, "--all-weights", ...args]);
    expect((await run()).out).toMatch(/all weights .* 12,800 +0\.481 +0\.490/);
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
    const { code } = await runCli(["stats", MODEL, "--all-weights", ...args]);
    expect(code).toBe(0);
    const { histogram } = JSON.parse(readFileSync(out, "utf8")).checkpoints[0].groups[0];
    expect(histogram.edges).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(histogram.above).toBeGreaterThan(0);
    const { out: text } = await runCli(["stats", MODEL, "--all-weights", "--xlim=-1,1"]);
    expect(text).toMatch(/, [\d,]+ weights outside of them\n/);
  });

  it.each([
    [["--group-by", "kind"], "add --all-weights"],
    [["--all-weights", "--bins", "study"], "give all weights a number of bins"],
    [["--all-weights", "--blocks", "5"], "choose among all weights with --tensors"],
    [["--all-weights", "--xlim", "2,1"], "is no range"],
    [["--all-weights", "--threads", "0"], "is no number of threads"],
    [["--all-weights", "--xlim=1,1.0000000000000002"], "cannot be cut into 10000 bins"],
  ])("refuses %j", async (args, why) => {
    const { code, err } = await runCli(["stats", MODEL, ...args]);
    expect(code).toBe(2);
    expect(err).toContain(why);
  });

  it("holds less than 90 MB of memory on a model of 6 GB", async () => {
    const { exitCode, stdout, peakMb } = await runProgram(["stats", hugeModel("6gb"), "--all-weights"], {
      killAfterMs: 60_000,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("1,500,038,400");
    expect(peakMb).toBeLessThan(MOST_MB);
  }, 60_000);

  it("ends at once on Ctrl-C, and leaves no file behind", async () => {
    const path = hugeModel("interrupted");
    const out = join(temp.path, "out.json");
    const args = [PROGRAM, "stats", path, "--all-weights", "--threads", "1", "-o", out];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
    // What long work says of itself shows that it has begun.
    await new Promise((resolve) => child.stderr.once("data", resolve));
    child.kill("SIGINT");
    // Killed by the signal: a shell calls that 130.
    expect(await ended).toBe("SIGINT");
    expect(readdirSync(temp.path).filter((name) => name.includes("out.json"))).toEqual([]);
  }, 60_000);
});

describe("the progress of long work", () => {
  function stubbed(isTerminal: boolean, { columns = 80, what = "counting x" } = {}) {
    const written: string[] = [];
    let at = 0;
    const stream = {
      write: (chunk: string | Uint8Array) => {
        written.push(String(chunk));
      },
      isTerminal,
      columns,
      colourLevel: async () => 0 as const,
    } as const;
    const io = { stdout: stream, stderr: stream, env: {}, fetch, now: () => at };
    const progress = workProgress(io, false, what);
    return { written, progress, wait: (ms: number) => (at += ms) };
  }

  it("is not told within the first second, then with the time that is left", () => {
    const { written, progress, wait } = stubbed(true);
    wait(900);
    progress.onProgress(10, 100);
    expect(written).toEqual([]);
    wait(1100);
    progress.onProgress(25, 100);
    progress.end();
    expect(written).toEqual(["\rcounting x [#####---------------] 25 %, 6 s left\u001b[K", "\r\u001b[K"]);
  });

  it("keeps within a narrow terminal: first the name of the work gives way, then what stands left", () => {
    const line = (columns: number) => {
      const { written, progress, wait } = stubbed(true, { columns, what: "counting a/very/long/path/model" });
      wait(2000);
      progress.onProgress(50, 100);
      return written[0];
    };
    expect(line(60)).toBe("\rcounting a/very/lo... [##########----------] 50 %, 2 s left\u001b[K");
    expect(line(40)).toBe("\r[##########----------] 50 %, 2 s left\u001b[K");
    expect(line(20)).toBe("\r---] 50 %, 2 s left\u001b[K");
  });

  it("is told once where nobody watches", () => {
    const { written, progress, wait } = stubbed(false);
    for (let i = 1; i <= 5; i++) {
      wait(1000);
      progress.onProgress(i * 1e9, 6e9);
    }
    progress.end();
    expect(written).toEqual(["counting x (6.0 GB to read)\n"]);
  });
});
