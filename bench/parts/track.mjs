import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeCheckpoint } from "../checkpoints.mjs";
import { ours } from "../commands.mjs";
import { run } from "../processes.mjs";
import { peerRows } from "../pythons.mjs";
import { measureInTurn } from "../rounds.mjs";

/** What following a run costs, what the same numbers cost in a loop of numpy, and how the memory grows with the steps. */

const WHOLE = 100;
const NORMS = [100, 1000];

export const track = {
  name: "track",
  title: "`track` of a run",
  about: `${WHOLE} checkpoints of GPT-2 small's size, of which headers and norms are read (the rest is holes), and up to ${NORMS.at(-1)} files of norms alone, all steps. numpy reads the same 25 gains and takes the same summaries and changes, without biases, and without looking for what broke, for jumps and for answers.`,
  base: "100 whole",
  async measure({ folder, pythons, rounds, progress }) {
    const whole = await writeRun(folder, WHOLE, { sparse: true });
    const rows = [
      { name: `${WHOLE} checkpoints, to JSON`, role: "100 whole", line: trackTo("json", whole) },
      ...peerRows(pythons, {
        does: `${WHOLE} checkpoints`,
        role: "numpy loop",
        needs: ["numpy"],
        script: "track",
        args: whole,
      }),
    ];
    for (const count of NORMS) {
      const paths = await writeRun(folder, count, { normsOnly: true });
      const line = ours("track", join(paths[0], ".."), "--steps", "all", "--quiet");
      rows.push({ name: `norms of ${count} steps, to text`, role: `${count} of norms`, line });
    }
    return { rows: await measureInTurn(rows, rounds, progress, (warm) => requireSame(warm, whole)) };
  },
};

const trackTo = (format, paths) =>
  ours("track", join(paths[0], ".."), "--steps", "all", "--format", format, "--quiet");

/** Paths of the checkpoints, by ascending step, in a folder of their own. */
async function writeRun(folder, count, options) {
  const own = join(folder, `run-${count}-${options.sparse === true ? "whole" : "norms"}`);
  mkdirSync(own);
  const paths = Array.from({ length: count }, (_, i) => join(own, `step-${i * 10}.safetensors`));
  for (const [i, path] of paths.entries())
    await writeCheckpoint(path, { ...options, trained: i / (count - 1) });
  return paths;
}

/** Rounding differs from numpy's in the last digits. */
const TOLERANCE = 1e-9;
const MEASURES = ["relativeL2", "scale", "residualShare"];

/** No time means anything before the numbers are numpy's. */
async function requireSame(rows, whole) {
  const { tensors } = JSON.parse((await run(trackTo("json", whole), { keepOutput: true })).stdout);
  for (const { name, printed } of rows.filter(({ role }) => role === "numpy loop")) {
    for (const [tensor, { summary, fromFirst, fromPrevious }] of Object.entries(JSON.parse(printed))) {
      const own = tensors.find((one) => one.name === tensor)?.steps.at(-1);
      const pairs = [
        [own?.summary.median, summary.median],
        [own?.summary.mad, summary.mad],
        ...MEASURES.map((measure) => [own?.fromFirst[measure], fromFirst[measure]]),
        ...MEASURES.map((measure) => [own?.fromPrevious[measure], fromPrevious[measure]]),
      ];
      const isSame = pairs.every(([a, b]) => Math.abs(a - b) <= TOLERANCE * Math.abs(b));
      if (!isSame) throw new Error(`the numbers of ${tensor} are not those of ${name}`);
    }
  }
  return rows;
}
