import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AIMS, judgeAims } from "./aims.mjs";
import { describeMachine } from "./machine.mjs";
import { helpText, parseOptions } from "./options.mjs";
import { PARTS } from "./parts/index.mjs";
import { findPythons, PYTHON_CANDIDATES } from "./pythons.mjs";
import { resultsText } from "./results.mjs";
import { withTemporaryFolder } from "./temporary.mjs";

/** What a user waits for, against the peers that this machine has. What counts are the ratios. */

const RESULTS = new URL("./results.md", import.meta.url);
const NOTES = new URL("./notes.md", import.meta.url);
const PART_NAMES = PARTS.map(({ name }) => name);

/** Each part has a folder of its own, gone before the next one fills the disk. */
async function measurePart(part, temporary, context) {
  const folder = join(temporary, part.name);
  mkdirSync(folder);
  const progress = (text) => process.stderr.write(`${part.name}: ${text}\n`);
  const measured = await part.measure({ ...context, folder, progress });
  rmSync(folder, { recursive: true });
  return { ...part, ...measured };
}

/** A part whose program this machine does not have is left out, with a word. */
function isPossible({ name, isPossible: check = () => true }) {
  if (check()) return true;
  process.stderr.write(`${name} is left out: its program is not here\n`);
  return false;
}

async function main({ rounds, only, withLarge }) {
  const pythons = findPythons(PYTHON_CANDIDATES);
  if (pythons.length === 0) process.stderr.write("no Python found: the peers are left out\n");
  const chosen = PARTS.filter(({ name }) => only.length === 0 || only.includes(name)).filter(isPossible);
  const parts = await withTemporaryFolder(async (folder) => {
    const measured = [];
    for (const part of chosen) measured.push(await measurePart(part, folder, { pythons, rounds, withLarge }));
    return measured;
  });
  const text = resultsText({
    machine: describeMachine(),
    pythons,
    rounds,
    parts,
    aims: judgeAims(AIMS, parts),
    notes: readFileSync(NOTES, "utf8"),
  });
  process.stdout.write(text);
  // The file is always of one whole run.
  if (only.length === 0) writeFileSync(RESULTS, text);
}

function readOptions() {
  try {
    return parseOptions(process.argv.slice(2), PART_NAMES);
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${helpText(PART_NAMES)}`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) process.stdout.write(helpText(PART_NAMES));
else await main(options);
