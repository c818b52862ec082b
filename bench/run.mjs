// Measures what a user waits for, against the peers that this machine has, in one run: every command in turn, again and
// again, after a warm-up. Writes bench/results.md. What counts are the ratios.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeCheckpoint } from "./checkpoint.mjs";

const ROUNDS = Number(process.argv[2] ?? 11);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-bench-"));
const [pre, post, large, largePost, svg, png, pdf, html, peerSvg] = [
  "pre.safetensors",
  "post.safetensors",
  "xl-pre.safetensors",
  "xl-post.safetensors",
  "a.svg",
  "a.png",
  "a.pdf",
  "a.html",
  "peer.svg",
].map((name) => join(folder, name));

// Where it is set, every start of Node reads the certificates it names.
const env = { ...process.env };
delete env.NODE_EXTRA_CA_CERTS;

const ours = (...args) => ["node", here("../bin/gpt2-wdist.js"), "compare", ...args, "-q"];
const has = (module) => spawnSync("python3", ["-c", `import ${module}`], { env }).status === 0;

function commands() {
  const peers = [
    ...(has("numpy")
      ? [{ name: "numpy, the histograms alone", line: ["python3", here("peers/histograms.py"), pre, post] }]
      : []),
    ...(has("matplotlib")
      ? [{ name: "matplotlib, tuned, SVG", line: ["python3", here("peers/pairs.py"), pre, post, peerSvg] }]
      : []),
  ];
  return [
    { name: "node -e 0", line: ["node", "-e", "0"] },
    ...peers,
    { name: "compare --format json", line: ours(pre, post, "--format", "json") },
    {
      name: "compare --format json, 48 blocks, files of 2.6 GB",
      line: ours(large, largePost, "--format", "json"),
    },
    { name: "compare to SVG", line: ours(pre, post, "-o", svg) },
    { name: "compare to PNG at 2x", line: ours(pre, post, "-o", png) },
    { name: "compare to PDF", line: ours(pre, post, "-o", pdf) },
    { name: "compare to report.html", line: ours(pre, post, "-o", html) },
  ];
}

function timed([program, ...args]) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { env, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function quantile(values, q) {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.round(q * (ascending.length - 1))];
}

/** Times of every command, which run in turn so that a busy moment of the machine meets them all alike. */
function measure(list) {
  const times = new Map(list.map(({ name }) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, line } of list) {
      const time = timed(line);
      if (round > 0) times.get(name).push(time);
    }
  }
  return times;
}

/** The ratio to another command in the same round: median, and from the first to the third quartile. */
function ratio(times, others) {
  const ratios = times.map((time, round) => time / others[round]);
  return `${quantile(ratios, 0.5).toFixed(2)} (${quantile(ratios, 0.25).toFixed(2)}-${quantile(ratios, 0.75).toFixed(2)})`;
}

function report(times, bytes) {
  const base = times.get("node -e 0");
  const numpy = times.get("numpy, the histograms alone");
  const rows = [...times].map(([name, own]) =>
    [
      name,
      quantile(own, 0.5).toFixed(0),
      ratio(own, base),
      numpy === undefined ? "-" : ratio(own, numpy),
    ].join(" | "),
  );
  return `# Benchmarks

Made by \`npm run bench\`: ${ROUNDS} rounds after a warm-up, every command in turn; medians, and ratios within a round with
their quartiles. ${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, files of ${(bytes / 1e6).toFixed(0)} MB.

| command | ms | by \`node -e 0\` | by numpy |
| --- | --: | --: | --: |
${rows.map((row) => `| ${row} |`).join("\n")}
`;
}

try {
  const bytes = writeCheckpoint(pre, { seed: 1 });
  writeCheckpoint(post, { seed: 1, gainOf: (block) => (block > 5 ? 0.34 : 0.3) });
  const shape = { blocks: 48, width: 1024 };
  writeCheckpoint(large, { ...shape, seed: 2 });
  writeCheckpoint(largePost, { ...shape, seed: 2, gainOf: () => 0.31 });
  const results = report(measure(commands()), bytes);
  writeFileSync(here("results.md"), results);
  process.stdout.write(results);
} finally {
  rmSync(folder, { recursive: true });
}
