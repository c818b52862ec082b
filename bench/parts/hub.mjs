import { join } from "node:path";
import { writeCheckpoint } from "../checkpoints.mjs";
import { ours } from "../commands.mjs";
import { Hub, PATTERN, STEPS } from "../hub.mjs";
import { run } from "../processes.mjs";
import { measureInTurn } from "../rounds.mjs";

/** What a run costs that is on a hub, a round trip of 20 ms away. */

export const hub = {
  name: "hub",
  title: "`track` of a run on the hub",
  base: "48, cold",
  async measure({ folder, rounds, progress }) {
    const paths = ["pre", "post"].map((name) => join(folder, `${name}.safetensors`));
    const bytes = await writeCheckpoint(paths[0], { sparse: true });
    await writeCheckpoint(paths[1], { sparse: true, fineTuned: true });
    const server = new Hub(paths);
    await server.start();
    try {
      const rows = rowsOf(server, folder);
      const counted = [];
      // The first time fills what the warm one reads.
      for (const { line, filling = line } of rows) {
        await run(filling);
        server.reset();
        await run(line);
        counted.push({ ...server.counts });
      }
      const named = rows.map((row, i) => ({ ...row, name: `${row.role}: ${countText(counted[i])}` }));
      return { about: aboutText(bytes), rows: await measureInTurn(named, rounds, progress) };
    } finally {
      await server.stop();
    }
  },
};

function rowsOf(server, folder) {
  const track = (...args) => [
    "env",
    `HF_ENDPOINT=${server.endpoint}`,
    `XDG_CACHE_HOME=${join(folder, "cache")}`,
    ...ours("track", PATTERN, "--format", "json", "--quiet", ...args),
  ];
  return [
    { role: "48, cold", line: track("--no-cache") },
    { role: "48, warm", line: track(), filling: track() },
    { role: "609, cold", line: track("--no-cache", "--steps", "all") },
  ];
}

const countText = ({ requests, bytes }) => `${requests} requests, ${(bytes / 1e6).toFixed(1)} MB`;

function aboutText(bytes) {
  const all = ((bytes * STEPS.length) / 1e9).toFixed(0);
  return `\`track --format json\` of ${STEPS.length} branches of GPT-2 small, ${all} GB in all, on loopback with 20 ms a request; 48 of them unless told otherwise. Warm: what an earlier run kept.`;
}
