import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeGpt2, XL } from "./checkpoints.mjs";
import { interleave, machine, median, ratios, runOnce, version } from "./measure.mjs";

/**
 * How long `stats --all-weights` takes beside numpy on the same files: whole processes, turn by turn. Writes
 * bench/results.md. `--rounds N` (default 9); `--large` adds GPT-2 XL, 6 GB, where the disk has room.
 */

const PROGRAM = fileURLToPath(new URL("../bin/gpt2-wdist.js", import.meta.url));
const NUMPY = fileURLToPath(new URL("./numpy_weights.py", import.meta.url));
/** What is to be said of the results by hand. */
const NOTES = fileURLToPath(new URL("./notes.md", import.meta.url));
const RESULTS = fileURLToPath(new URL("./results.md", import.meta.url));
const BINS = 10_000;
const LARGE_BYTES = 6.3e9;

const rounds = Number(process.argv[process.argv.indexOf("--rounds") + 1]) || 9;
const withLarge = process.argv.includes("--large");
const numpyVersion = spawnSync("python3", ["-c", "import numpy; print(numpy.__version__)"], {
  encoding: "utf8",
});
const hasNumpy = numpyVersion.status === 0;

const ours = (path, threads) => [
  process.execPath,
  PROGRAM,
  "stats",
  path,
  "--all-weights",
  "--format",
  "json",
  "--threads",
  String(threads),
];

const numpy = (path) => ["python3", NUMPY, path, String(BINS)];

/** The counts must be numpy's before any time means anything. */
function requireSameCounts(path) {
  const { groups } = JSON.parse(runOnce(ours(path, 2)).stdout).checkpoints[0];
  const expected = runOnce([...numpy(path), "float64"]).stdout.trim();
  if (JSON.stringify(groups[0].histogram.counts) !== expected.replaceAll(" ", "")) {
    throw new Error(`${path}: the counts are not numpy's`);
  }
}

function rowsFor(path, dtype, byteLength) {
  const rivals = { "gpt2-wdist, 1 thread": ours(path, 1), "gpt2-wdist, 2 threads": ours(path, 2) };
  if (hasNumpy) {
    requireSameCounts(path);
    rivals["numpy, streamed"] = numpy(path);
    if (dtype === "F32") rivals["numpy, streamed, exact (float64)"] = [...numpy(path), "float64"];
  }
  const runs = interleave(rivals, rounds);
  const base = runs.get("gpt2-wdist, 2 threads");
  return [...runs].map(([name, own]) => {
    const ms = median(own.map((run) => run.ms));
    const { median: times, least, greatest } = ratios(base, own);
    const peak = Math.max(...own.map(({ peakMb }) => peakMb)).toFixed(0);
    const speed = (byteLength / ms / 1e6).toFixed(2);
    return `| ${dtype} | ${name} | ${ms.toFixed(0)} ms | ${speed} GB/s | ${peak} MB | ${times.toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)}) |`;
  });
}

/** What any program of Node, and this one, take before they do anything. */
function startRows() {
  const runs = interleave(
    {
      "node -e 0": [process.execPath, "-e", "0"],
      "gpt2-wdist --version": [process.execPath, PROGRAM, "--version"],
    },
    rounds,
  );
  return [...runs].map(([name, own]) => {
    const peak = Math.max(...own.map(({ peakMb }) => peakMb)).toFixed(0);
    return `| start | ${name} | ${median(own.map(({ ms }) => ms)).toFixed(0)} ms | | ${peak} MB | |`;
  });
}

function largeRows(folder) {
  const { bavail, bsize } = statfsSync(folder);
  if (!withLarge || bavail * bsize < LARGE_BYTES) return [];
  const path = join(folder, "large.safetensors");
  const byteLength = writeGpt2(path, "F32", XL);
  runOnce(ours(path, 2));
  const { ms, peakMb } = runOnce(ours(path, 2));
  rmSync(path);
  const size = `F32, XL (${(byteLength / 1e9).toFixed(1)} GB)`;
  return [
    `| ${size} | gpt2-wdist, 2 threads | ${ms.toFixed(0)} ms | ${(byteLength / ms / 1e6).toFixed(2)} GB/s | ${peakMb.toFixed(0)} MB | |`,
  ];
}

function main() {
  const folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-bench-"));
  try {
    const rows = startRows();
    for (const dtype of ["F32", "F16", "BF16"]) {
      const path = join(folder, `${dtype}.safetensors`);
      rows.push(...rowsFor(path, dtype, writeGpt2(path, dtype)));
      rmSync(path);
    }
    rows.push(...largeRows(folder));
    const text = resultsText(rows);
    writeFileSync(RESULTS, text);
    process.stdout.write(text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultsText(rows) {
  const peer = hasNumpy ? `numpy ${numpyVersion.stdout.trim()}` : "no numpy here";
  return `# All weights in one histogram

Written by \`npm run bench\`. gpt2-wdist ${version()}; ${peer};
${machine()}.

Whole processes (start to exit) on files of GPT-2 small's size, 124,439,808 weights, ${BINS} bins over the
range of the data, page cache warm, turn by turn, medians of ${rounds} rounds. numpy makes the histogram alone; gpt2-wdist also mean, standard deviation, skewness, kurtosis, zeros and quantiles.

| weights | | time | of file | peak memory | times our 2 threads, by round (least to greatest) |
| --- | --- | --: | --: | --: | --: |
${rows.join("\n")}

${readFileSync(NOTES, "utf8")}`;
}

main();
