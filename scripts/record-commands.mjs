// Records what the built program does, command by command, and compares two recordings: proof that a change of the code
// is no change of behaviour.
//
//   node scripts/record-commands.mjs --out=DIR [--program=bin/gpt2-wdist.js] [--only='check-*']
//   node scripts/record-commands.mjs --compare A B [--allow=FILE] [--only='check-*'] [--lines=20]
//
// Each command runs in a folder of its own that holds just the inputs it names. Recorded are its exit code, what it
// prints and each file that it writes, changes or removes. A line of the file of allowed differences is
// `command-name: reason`; a star in a name matches any run of characters. Inputs are the project's fixtures and, where
// they exist, the data and formats of ../shared (--fixtures and --shared name other folders).
// Exit codes: 0 recorded, or equal; 1 different; 2 could not be done.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compareRecordings } from "./recorded/comparing.mjs";
import { prepareInputs } from "./recorded/inputs.mjs";
import { matcherOf } from "./recorded/lines.mjs";
import { hasTerminals, runCommand } from "./recorded/running.mjs";
import { serveInputs } from "./recorded/server.mjs";
import { recordedCommands } from "./recorded-commands.mjs";

const AT_ONCE = 2;
const FAILED = 2;
const project = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const OPTIONS = {
  out: { type: "string" },
  program: { type: "string", default: project("bin/gpt2-wdist.js") },
  fixtures: { type: "string", default: project("fixtures") },
  shared: { type: "string", default: project("../shared") },
  only: { type: "string", multiple: true, default: ["*"] },
  compare: { type: "boolean", default: false },
  allow: { type: "string" },
  lines: { type: "string", default: "20" },
};

try {
  const { values: flags, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  process.exitCode = flags.compare ? compare(positionals, flags) : await record(flags);
} catch (error) {
  console.error(`record-commands: ${error.message}`);
  process.exitCode = FAILED;
}

function compare(recordings, { allow, only, lines }) {
  if (recordings.length !== 2) throw new Error("name two recordings: --compare A B");
  return compareRecordings(recordings, { allow, isAsked: matcherOf(only), mostLines: Number(lines) });
}

async function record({ out, program, fixtures, shared, only }) {
  if (out === undefined) throw new Error("name the folder to record into: --out=DIR");
  if (!existsSync(program)) throw new Error(`there is no program ${program}; build it first`);
  if (existsSync(out) && readdirSync(out).length > 0) throw new Error(`${out} is not empty`);
  mkdirSync(out, { recursive: true });
  // The program looks for configurations in all folders above, up to the user's home: this one.
  const home = realpathSync(mkdtempSync(join(tmpdir(), "gpt2-wdist-record-")));
  const removeHome = () => rmSync(home, { recursive: true, force: true });
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      removeHome();
      process.exit(FAILED);
    });
  }
  const inputsFolder = join(home, "inputs");
  const server = await serveInputs(inputsFolder);
  try {
    const inputs = prepareInputs(inputsFolder, fixtures, shared);
    const world = { home, inputsFolder, inputs, program: resolve(program), port: server.address().port };
    const commands = recordedCommands(inputs).filter(({ name }) => matcherOf(only)(name));
    if (commands.length === 0) throw new Error(`no command is called ${only.join(" or ")}`);
    const runs = await runAll(commands, world, out);
    report(runs, out, missingInputs(inputs));
    return 0;
  } finally {
    server.closeAllConnections();
    server.close();
    removeHome();
  }
}

/** @returns [{ name, exitCode, troubles, seconds }] in the order of the commands */
async function runAll(commands, world, out) {
  const runs = [];
  const waiting = commands.entries();
  const work = async () => {
    for (const [place, command] of waiting) {
      const startedAt = performance.now();
      const { record, troubles } = await runCommand(command, world);
      const seconds = (performance.now() - startedAt) / 1000;
      writeFileSync(join(out, `${command.name}.json`), `${JSON.stringify(record, null, 1)}\n`);
      runs[place] = { name: command.name, exitCode: record.exitCode, troubles, seconds };
      if ((place + 1) % 100 === 0) console.error(`${place + 1} of ${commands.length} commands`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return runs;
}

function missingInputs(inputs) {
  const missing = ["real/pre.safetensors", "shared-formats/hf-dir"].filter((name) => !inputs.has(name));
  return hasTerminals() ? missing : [...missing, "terminals (script of util-linux)"];
}

/** Times are printed and not recorded: two recordings of one build are equal. */
function report(runs, out, missing) {
  const commands = runs.map(({ name, exitCode, troubles }) => ({ name, exitCode, troubles }));
  const index = { node: process.version, missing, commands };
  writeFileSync(join(out, "index.json"), `${JSON.stringify(index, null, 1)}\n`);
  for (const name of missing) console.error(`not recorded, since it is missing: ${name}`);
  for (const { name, troubles } of runs) {
    for (const trouble of troubles) console.error(`behaved badly: ${name}: ${trouble}`);
  }
  const slowest = runs.toSorted((a, b) => b.seconds - a.seconds).slice(0, 5);
  console.error(
    `slowest: ${slowest.map(({ name, seconds }) => `${name} (${seconds.toFixed(1)} s)`).join(", ")}`,
  );
  console.error(`recorded ${runs.length} commands into ${out} in ${(performance.now() / 1000) | 0} s`);
}
