import { spawn, spawnSync } from "node:child_process";

/** Runs one program to its end and tells what it took. */

/** GNU time tells the peak of a process's memory; without it there is none to tell. */
const GNU_TIME = "/usr/bin/time";
const HAS_GNU_TIME = spawnSync(GNU_TIME, ["-f", "%M", GNU_TIME, "--version"]).status === 0;

/** Would slow down every start of Node, or choose other kernels for numpy than the machine's own. */
const UNSET = ["NODE_EXTRA_CA_CERTS", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

export const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !UNSET.includes(name)),
);

let running = null;

/**
 * Wall time in ms, peak memory in MB (NaN where it is not known), and with `keepOutput` what was printed; else it goes
 * nowhere, so that nothing here takes a core from who is timed.
 */
export function run([program, ...args], { keepOutput = false } = {}) {
  const [file, all] = HAS_GNU_TIME ? [GNU_TIME, ["-f", "peak %M", program, ...args]] : [program, args];
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    // A group of its own: stopRunning ends the program too, not GNU time alone.
    const child = spawn(file, all, {
      env: ENVIRONMENT,
      detached: true,
      stdio: ["ignore", keepOutput ? "pipe" : "ignore", "pipe"],
    });
    running = child;
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    let ms = Number.NaN;
    child.on("exit", () => {
      ms = performance.now() - startedAt;
    });
    child.on("error", reject);
    child.on("close", (status) => {
      running = null;
      if (status === 0) resolve({ ms, peakMb: peakMbIn(stderr()), stdout: stdout() });
      else reject(new Error(`${program} ${args.join(" ")}\n${stderr()}`));
    });
  });
}

function collect(stream) {
  const chunks = [];
  stream?.on("data", (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** GNU time's last line, in KiB. */
function peakMbIn(stderr) {
  return (Number(/peak (\d+)\s*$/.exec(stderr)?.[1] ?? Number.NaN) * 1024) / 1e6;
}

/** Ends what runs at the moment. */
export function stopRunning() {
  if (running?.pid === undefined) return;
  try {
    process.kill(-running.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // it has just ended by itself
  }
}
