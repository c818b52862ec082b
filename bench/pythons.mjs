import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ENVIRONMENT } from "./processes.mjs";

/** Which Pythons this machine has, and which peers are in them. */

const peerScript = (name) => fileURLToPath(new URL(`./peers/${name}.py`, import.meta.url));

/** By their modules, what we are measured against. */
export const PEERS = {
  numpy: "numpy",
  matplotlib: "matplotlib",
  torch: "PyTorch",
  fast_histogram: "fast-histogram",
  boost_histogram: "boost-histogram",
};

/** The first is looked for on PATH; the system's own may come after it there, with other packages. */
export const PYTHON_CANDIDATES = ["python3", "/usr/bin/python3", process.env.PYTHON ?? []].flat();

/** `{ executable, version, modules }` of each Python that runs; `modules`: versions by name. */
export function findPythons(candidates) {
  const byPrefix = new Map();
  for (const candidate of candidates) {
    const args = ["-B", peerScript("probe"), ...Object.keys(PEERS)];
    const { status, stdout } = spawnSync(candidate, args, { env: ENVIRONMENT, encoding: "utf8" });
    if (status !== 0) continue;
    const { prefix, ...python } = JSON.parse(stdout);
    // One Python has many names, but one folder for its packages.
    if (!byPrefix.has(prefix)) byPrefix.set(prefix, python);
  }
  return [...byPrefix.values()];
}

/** Titles of the peers that are in none of them. */
export function peersNotFound(pythons) {
  return Object.entries(PEERS)
    .filter(([module]) => pythons.every(({ modules }) => modules[module] === undefined))
    .map(([, title]) => title);
}

/** A row for each Python in which a peer's script can run. `needs`: modules, the one that gives its name first. */
export function peerRows(pythons, { does, role, needs, script, args }) {
  const rows = pythons
    .filter(({ modules }) => needs.every((module) => modules[module] !== undefined))
    .map(({ executable, version, modules }) => ({
      name: `${PEERS[needs[0]]} ${modules[needs[0]]}, Python ${version}: ${does}`,
      role,
      isPeer: true,
      line: [executable, "-B", peerScript(script), ...args],
    }));
  // The same versions twice are the same peer.
  return [...new Map(rows.map((row) => [row.name, row])).values()];
}
