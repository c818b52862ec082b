import { join } from "node:path";
import { SMALL, writeCheckpoint, XL } from "../checkpoints.mjs";
import { ours } from "../commands.mjs";
import { measureInTurn } from "../rounds.mjs";

/** How the cost of comparing grows. Only LayerNorms are read, so the files hold nothing else but holes. */

const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;

const compareJson = (pre, post, ...args) =>
  ours("compare", pre, post, "--format", "json", "--quiet", ...args);

async function writePair(folder, name, shape) {
  const [pre, post] = ["pre", "post"].map((when) => join(folder, `${name}-${when}.safetensors`));
  const bytes = await writeCheckpoint(pre, { shape, sparse: true });
  await writeCheckpoint(post, { shape, sparse: true, fineTuned: true });
  return { pre, post, bytes };
}

export const blocks = {
  name: "blocks",
  title: "How `compare` grows with the blocks",
  about: "`compare --blocks all --format json`, 768 dimensions.",
  base: "12 blocks",
  async measure({ folder, rounds, progress }) {
    const rows = [];
    for (const count of [6, 12, 24, 48]) {
      const { pre, post } = await writePair(folder, `blocks-${count}`, { ...SMALL, blocks: count });
      const name = `${count} blocks`;
      rows.push({ name, role: name, line: compareJson(pre, post, "--blocks", "all") });
    }
    return { rows: await measureInTurn(rows, rounds, progress) };
  },
};

/** The same LayerNorms, in files whose other tensors are small or large. */
const SIZES = [
  { role: "0.1 GB", shape: { ...SMALL, words: 1000, inner: 64 } },
  { role: "0.5 GB", shape: SMALL },
  { role: "2.6 GB", shape: { ...SMALL, inner: 31_600 } },
  { role: "6 GB", shape: { ...SMALL, inner: 80_400 } },
  { role: "XL", shape: XL, title: "GPT-2 XL" },
];

export const fileSize = {
  name: "file-size",
  title: "How `compare` grows with the files",
  about:
    "`compare --format json`, blocks 5-11. The LayerNorms of GPT-2 small in files whose other tensors differ; those of GPT-2 XL have 1600 dimensions instead of 768.",
  base: "0.5 GB",
  async measure({ folder, rounds, progress }) {
    const rows = [];
    for (const { role, shape, title } of SIZES) {
      const { pre, post, bytes } = await writePair(folder, `size-${rows.length}`, shape);
      const name = `2 x ${gigabytes(bytes)}${title === undefined ? "" : `, ${title}`}`;
      rows.push({ name, role, line: compareJson(pre, post) });
    }
    return { rows: await measureInTurn(rows, rounds, progress) };
  },
};

export const checkpoints = {
  name: "checkpoints",
  title: "How `stats` grows with the checkpoints",
  about: "`stats --format json`, GPT-2 small, 25 LayerNorms each.",
  base: "1",
  async measure({ folder, rounds, progress }) {
    const paths = Array.from({ length: 100 }, (_, index) => join(folder, `step-${index}.safetensors`));
    for (const [index, path] of paths.entries())
      await writeCheckpoint(path, { sparse: true, seed: index + 1 });
    const rows = [1, 10, 100].map((count) => ({
      name: `${count} ${count === 1 ? "checkpoint" : "checkpoints"}`,
      role: String(count),
      line: ours("stats", ...paths.slice(0, count), "--format", "json", "--quiet"),
    }));
    return { rows: await measureInTurn(rows, rounds, progress) };
  },
};
