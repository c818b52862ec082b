import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";

/** Runs rivals turn by turn, so that what else the machine does meets all of them alike. */

/** GNU time tells the peak of a process's memory; without it there is none to tell. */
const GNU_TIME = "/usr/bin/time";
const HAS_GNU_TIME = spawnSync(GNU_TIME, ["-f", "%M", "true"]).status === 0;

/** Runs a command to its end: wall time in ms, peak memory in MB, what it printed. */
export function runOnce([command, ...args]) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const [file, all] = HAS_GNU_TIME ? [GNU_TIME, ["-f", "peak %M", command, ...args]] : [command, args];
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(file, all, { env, maxBuffer: 1 << 28, encoding: "utf8" });
  const ms = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stderr}`);
  return { ms, peakMb: Number(/peak (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1024, stdout };
}

/** `rivals`: by name, their command lines. By name, what each run took. */
export function interleave(rivals, rounds) {
  const runs = new Map(Object.keys(rivals).map((name) => [name, []]));
  for (const command of Object.values(rivals)) runOnce(command); // fills the page cache
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(rivals)) runs.get(name).push(runOnce(command));
  }
  return runs;
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** How many times longer `other` took than `ours`, round by round: median, least and greatest. */
export function ratios(ours, other) {
  const each = other.map(({ ms }, round) => ms / ours[round].ms);
  return { median: median(each), least: Math.min(...each), greatest: Math.max(...each) };
}

export function machine() {
  const [first] = cpus();
  return `${cpus().length} x ${first.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${process.platform} ${release()}, Node ${process.versions.node}`;
}

export function version() {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}
