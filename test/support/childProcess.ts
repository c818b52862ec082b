import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const PROGRAM = fileURLToPath(new URL("../../bin/gpt2-wdist.js", import.meta.url));

export interface Run {
  /** Null when it was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Most memory that the process held at once. */
  readonly peakMb: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After this time the process is killed for good. */
  readonly killAfterMs?: number;
}

/** What hangs is ended; what is only slow, on a machine that is busy, is not. */
const KILL_AFTER_MS = 25_000;

/**
 * Writes the peak of the process's memory, in kB, to a file when it exits. On Linux that is VmHWM, the peak of this
 * program: maxRSS would count what the parent held when it forked, and so hide any excess below that.
 */
const PEAK_HOOK = `
const { readFileSync, writeFileSync } = require("node:fs");
process.on("exit", () => {
  let peakKb = process.resourceUsage().maxRSS;
  try {
    peakKb = Number(/VmHWM:\\s+(\\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {}
  writeFileSync(process.env.PEAK_FILE, String(peakKb));
});
`;

/** Runs the built program. */
export function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return runNode([PROGRAM, ...args], options);
}

/** Runs node in a process of its own, to its end or until it is killed. */
export async function runNode(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { cwd, env = {}, killAfterMs = KILL_AFTER_MS } = options;
  const scratch = mkdtempSync(join(tmpdir(), "gpt2-wdist-run-"));
  try {
    const hook = join(scratch, "peak.cjs");
    const peakFile = join(scratch, "peak");
    writeFileSync(hook, PEAK_HOOK);
    const child = spawn(process.execPath, ["--require", hook, ...args], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...withoutVitest(process.env), NO_COLOR: "1", HF_HUB_OFFLINE: "1", ...env, PEAK_FILE: peakFile },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: killAfterMs,
      killSignal: "SIGKILL",
    });
    const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    return { exitCode, stdout: await stdout, stderr: await stderr, peakMb: peakMbIn(peakFile) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The test runner's own settings are no business of the program. */
function withoutVitest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|NODE_ENV|FORCE_COLOR)/.test(name)),
  );
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

/** Not a number when the process was killed before it could write it. */
function peakMbIn(file: string): number {
  try {
    return Number(readFileSync(file, "utf8")) / 1024;
  } catch {
    return Number.NaN;
  }
}
