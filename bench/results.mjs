import { PEERS, peersNotFound } from "./pythons.mjs";
import { median, pairwiseRatios, quartiles } from "./statistics.mjs";

/** The measurements as Markdown. */

const VERDICTS = new Map([
  [true, "met"],
  [false, "not met"],
  [null, "-"],
]);

const ALIGNMENTS = new Map([
  ["left", "---"],
  ["right", "--:"],
]);

function table(columns, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align = "left" }) => ALIGNMENTS.get(align))),
    ...rows.map((row) => line(columns.map(({ cell }) => cell(row)))),
  ].join("\n");
}

/** Median, first and third quartile. */
function spreadText(values, digits) {
  const { first, median: middle, third } = quartiles(values);
  return `${middle.toFixed(digits)} (${first.toFixed(digits)} to ${third.toFixed(digits)})`;
}

const msOf = ({ runs }) => runs.map(({ ms }) => ms);

function partText({ title, about, base, rows }) {
  const other = rows.find(({ role }) => role === base);
  const columns = [
    { title: "", cell: ({ name }) => name },
    { title: "ms", align: "right", cell: (row) => spreadText(msOf(row), 0) },
    {
      title: `by ${other.name}`,
      align: "right",
      cell: (row) => (row === other ? "1" : spreadText(pairwiseRatios(msOf(row), msOf(other)), 2)),
    },
    { title: "peak MB", align: "right", cell: peakText },
  ];
  if (rows.some(({ bytes }) => bytes !== undefined)) {
    columns.push({
      title: "GB/s of file",
      align: "right",
      cell: (row) => (row.bytes / median(msOf(row)) / 1e6).toFixed(2),
    });
  }
  if (rows.some(({ differingBins }) => differingBins !== undefined)) {
    columns.push({ title: "bins unlike exact", align: "right", cell: ({ differingBins }) => differingBins });
  }
  return `## ${title}\n\n${about}\n\n${table(columns, rows)}`;
}

function peakText({ runs }) {
  const peak = Math.max(...runs.map(({ peakMb }) => peakMb));
  return Number.isNaN(peak) ? "-" : peak.toFixed(0);
}

function pythonsText(pythons) {
  const found = pythons.map(({ version, modules }) => {
    const peers = Object.entries(modules).map(([module, itsVersion]) => `${PEERS[module]} ${itsVersion}`);
    return `- Python ${version}: ${peers.join(", ") || "no peer"}`;
  });
  const missing = peersNotFound(pythons);
  const absent = missing.length === 0 ? [] : [`- not found here, and so not measured: ${missing.join(", ")}`];
  return [...found, ...absent].join("\n");
}

function aimsText(aims) {
  return `## Against what was aimed at

Against the fastest of a peer's ways and Pythons. The median decides.

${table(
  [
    { title: "aim", cell: ({ aim }) => aim },
    { title: "reached", cell: ({ reached }) => reached },
    { title: "", cell: ({ met }) => VERDICTS.get(met) },
  ],
  aims,
)}`;
}

/** `machine`: lines that describe it; `notes`: what is to be said by hand. */
export function resultsText({ machine, pythons, rounds, parts, aims, notes }) {
  return [
    `# Benchmarks

Made by \`npm run bench\`: whole processes from start to exit, every command once a round, ${rounds} ${rounds === 1 ? "round" : "rounds"} after one that
fills the page cache. Medians, with the first and third quartile; ratios are of times in the same round. Checkpoints are made on
the spot, seeded. Peak memory is the most of all rounds.

${machine.map((line) => `- ${line}`).join("\n")}
${pythonsText(pythons)}`,
    ...parts.map(partText),
    ...(aims.length === 0 ? [] : [aimsText(aims)]),
    notes,
  ].join("\n\n");
}
