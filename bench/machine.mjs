import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";

/** Where the numbers are from, a line each. */
export function describeMachine() {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const cores = cpus();
  return [
    `${cores.length} x ${cores[0]?.model.trim() ?? "unknown processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`,
    `gpt2-wdist ${version}, Node ${process.versions.node}`,
  ];
}
