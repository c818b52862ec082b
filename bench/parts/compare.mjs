import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeCheckpoint } from "../checkpoints.mjs";
import { GAIN_BINS, ours } from "../commands.mjs";
import { run } from "../processes.mjs";
import { peerRows } from "../pythons.mjs";
import { measureInTurn } from "../rounds.mjs";

/** What comparing two checkpoints takes, and what the same takes in Python. */
export const compare = {
  name: "compare",
  title: "Two checkpoints of GPT-2 small's size",
  about:
    "F32, 0.5 GB each, blocks 5-11. numpy makes the 30 histograms alone; tuned matplotlib draws our 30 panels as one figure, with stairs instead of bars, without pyplot; the notebook loads both models whole, as PyTorch's tensors where its Python has them, and draws 30 PNGs with `plt.hist`.",
  base: "node",
  async measure({ folder, pythons, rounds, progress }) {
    const pre = join(folder, "pre.safetensors");
    const post = join(folder, "post.safetensors");
    await writeCheckpoint(pre);
    await writeCheckpoint(post, { fineTuned: true });
    const rows = [...ownRows(folder, pre, post), ...rivals(folder, pythons, pre, post)];
    return {
      rows: await measureInTurn(rows, rounds, progress, (warm) => requireSameCounts(warm, pre, post)),
    };
  },
};

function ownRows(folder, pre, post) {
  const compareTo = (...args) => ours("compare", pre, post, "--quiet", ...args);
  const written = (name) => compareTo("--output", join(folder, name));
  return [
    { name: "`node -e 0`", role: "node", line: [process.execPath, "-e", "0"] },
    { name: "`gpt2-wdist --version`", role: "version", line: ours("--version") },
    { name: "`compare --format json`", role: "compare json", line: compareTo("--format", "json") },
    { name: "`compare` to SVG", role: "compare svg", line: written("ours.svg") },
    { name: "`compare` to PNG at 2x", role: "compare png", line: written("ours.png") },
    { name: "`compare` to PDF", role: "compare pdf", line: written("ours.pdf") },
    { name: "`compare` to report.html", role: "compare html", line: written("report.html") },
  ];
}

function rivals(folder, pythons, pre, post) {
  const matplotlib = (does, role, script, to) =>
    peerRows(pythons, { does, role, needs: ["matplotlib", "numpy"], script, args: [pre, post, to] });
  const pictures = join(folder, "notebook");
  mkdirSync(pictures);
  return [
    ...peerRows(pythons, {
      does: "the histograms alone",
      role: "numpy histograms",
      needs: ["numpy"],
      script: "histograms",
      args: [pre, post, String(GAIN_BINS)],
    }),
    ...matplotlib("tuned, SVG", "matplotlib svg", "pairs", join(folder, "peer.svg")),
    ...matplotlib("tuned, PNG at 192 dpi", "matplotlib png", "pairs", join(folder, "peer.png")),
    ...matplotlib("the notebook's way", "notebook", "notebook", pictures),
  ];
}

/** No time means anything before the counts are numpy's. */
async function requireSameCounts(rows, pre, post) {
  const line = ours("compare", pre, post, "--bins", String(GAIN_BINS), "--format", "json", "--quiet");
  const { tensors } = JSON.parse((await run(line, { keepOutput: true })).stdout);
  const counts = tensors.map((tensor) => [tensor.pre.histogram.counts, tensor.post.histogram.counts]);
  for (const { name, printed } of rows.filter(({ role }) => role === "numpy histograms")) {
    const expected = JSON.stringify(JSON.parse(printed)); // without Python's spaces
    if (JSON.stringify(counts) !== expected) throw new Error(`the counts are not those of ${name}`);
  }
  return rows;
}
