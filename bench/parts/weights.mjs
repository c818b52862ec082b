import { statfsSync } from "node:fs";
import { join } from "node:path";
import { SMALL, writeCheckpoint, XL } from "../checkpoints.mjs";
import { allWeights, WEIGHT_BINS } from "../commands.mjs";
import { peerRows } from "../pythons.mjs";
import { measureInTurn } from "../rounds.mjs";

/** Every weight in one histogram, against who else can make one. */

function weightsPart(dtype, about) {
  return {
    name: `weights-${dtype.toLowerCase()}`,
    title: `All weights of GPT-2 small, ${dtype}`,
    about,
    base: "ours, 2 threads",
    async measure({ folder, pythons, rounds, progress }) {
      const path = join(folder, `${dtype}.safetensors`);
      const bytes = await writeCheckpoint(path, { dtype });
      const rows = [...ownRows(path), ...rivals(pythons, path)];
      const measured = await measureInTurn(rows, rounds, progress, withDifferingBins);
      return { rows: measured.map((row) => ({ ...row, bytes })) };
    },
  };
}

export const weightsF32 = weightsPart(
  "F32",
  `124,439,808 weights in ${WEIGHT_BINS} bins between the least and the greatest. The peers make the histogram alone; \`weights\` also mean, standard deviation, skewness, kurtosis, zeros and quantiles.`,
);
export const weightsF16 = weightsPart(
  "F16",
  "As many. The peers widen them to float32, a piece or a tensor at a time.",
);
export const weightsBf16 = weightsPart(
  "BF16",
  "A type that numpy and its kind do not have: widened by its bits.",
);

function ownRows(path) {
  return [1, 2].map((threads) => {
    const name = `ours, ${threads} ${threads === 1 ? "thread" : "threads"}`;
    return { name, role: name, line: allWeights(path, threads) };
  });
}

function rivals(pythons, path) {
  const peer = (role, does, script, needs, ...more) =>
    peerRows(pythons, { does, role, needs, script, args: [path, String(WEIGHT_BINS), ...more] });
  const exact = peer("numpy", "streamed, float64 (exact)", "numpy_weights", ["numpy"], "float64");
  return [
    ...exact.map((row) => ({ ...row, isExact: true })),
    ...peer("numpy", "streamed, float32", "numpy_weights", ["numpy"], "float32"),
    ...peer("torch", "histc by tensor", "torch_weights", ["torch"]),
    ...peer("fast-histogram", "streamed", "fast_histogram_weights", ["fast_histogram", "numpy"]),
    ...peer("boost-histogram", "streamed", "boost_histogram_weights", ["boost_histogram", "numpy"]),
  ];
}

/** In how many bins each differs from numpy's exact counts. No time means anything before ours are the same. */
async function withDifferingBins(rows) {
  const exact = rows.find(({ isExact }) => isExact);
  if (exact === undefined) return rows;
  const expected = JSON.parse(exact.printed);
  return rows.map((row) => {
    const printed = JSON.parse(row.printed);
    const counts = row.isPeer ? printed : printed.checkpoints[0].groups[0].histogram.counts;
    const differingBins = expected.filter((count, bin) => count !== counts[bin]).length;
    if (!row.isPeer && differingBins > 0)
      throw new Error(`${row.name}: ${differingBins} counts are not numpy's`);
    return { ...row, differingBins };
  });
}

const SIZES = [
  { role: "ours, 0.1 GB", name: "0.1 GB", shape: { ...SMALL, words: 1000, inner: 64 } },
  { role: "ours, 0.5 GB", name: "0.5 GB, GPT-2 small", shape: SMALL },
  { role: "ours, 6 GB", name: "6.2 GB, GPT-2 XL", shape: XL, isLarge: true },
];

const LARGE_BYTES = 6.3e9;

function roomIn(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

export const weightsSize = {
  name: "weights-size",
  title: "How `weights` grows with the file",
  about: "F32, 2 threads. The largest with `--large` only, and where the temporary folder has room.",
  base: "ours, 0.5 GB",
  async measure({ folder, withLarge, rounds, progress }) {
    const rows = [];
    for (const { role, name, shape, isLarge = false } of SIZES) {
      if (isLarge && !withLarge) continue;
      if (isLarge && roomIn(folder) < LARGE_BYTES) {
        progress(`no room for ${name}`);
        continue;
      }
      progress(`writing ${name}`);
      const path = join(folder, `weights-${rows.length}.safetensors`);
      const bytes = await writeCheckpoint(path, { shape });
      rows.push({ name, role, bytes, line: allWeights(path, 2) });
    }
    return { rows: await measureInTurn(rows, rounds, progress) };
  },
};
