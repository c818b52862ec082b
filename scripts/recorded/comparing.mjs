// Says in what two recordings differ.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matcherOf } from "./lines.mjs";

/** Of files that differ, so many are shown in full; the others are named. */
const MOST_SHOWN = 3;
/** A longer line is cut where it may be, and each piece is compared with its counterpart. */
const LONG_LINE = 200;

/**
 * Prints what differs between two folders.
 * @returns the exit code: 1 where there are differences that are not allowed
 */
export function compareRecordings([a, b], { allow, isAsked, mostLines }) {
  const [before, after] = [a, b].map((folder) => readRecording(folder, isAsked));
  const allowed = allow === undefined ? [] : readAllowed(allow);
  if (before.node !== after.node) console.log(`note: recorded with Node ${before.node} and ${after.node}`);
  const names = [...new Set([...before.commands, ...after.commands])].sort();
  if (names.length === 0) throw new Error("there is no command to compare");
  const counts = { equal: 0, allowed: 0, different: 0 };
  for (const name of names) {
    const differences = differencesOf(recordOf(a, name), recordOf(b, name), mostLines);
    const entry = allowed.find(({ matches }) => matches(name));
    const verdict = differences.length === 0 ? "equal" : entry === undefined ? "different" : "allowed";
    counts[verdict]++;
    if (verdict === "allowed") {
      entry.isUsed = true;
      console.log(`${name}: allowed: ${entry.reason}`);
    }
    if (verdict === "different") console.log([`${name}:`, ...differences].join("\n  "));
  }
  for (const { text, isUsed } of allowed) if (!isUsed) console.log(`note: nothing differs by "${text}"`);
  const { equal, allowed: excused, different } = counts;
  console.log(
    `${names.length} commands: ${equal} equal, ${different} different, ${excused} differ as allowed`,
  );
  return different > 0 ? 1 : 0;
}

function readRecording(folder, isAsked) {
  const { node, commands } = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
  return { node, commands: commands.map(({ name }) => name).filter(isAsked) };
}

function recordOf(folder, name) {
  const path = join(folder, `${name}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
}

/** Lines of `name: reason`; empty ones and those that begin with # say nothing. */
function readAllowed(path) {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((text) => {
      const [, name, reason] = /^([^\s:]+):\s*(.+)$/.exec(text) ?? [];
      if (name === undefined) throw new Error(`${path}: "${text}" must be written "command-name: reason"`);
      return { text, reason, matches: matcherOf([name]), isUsed: false };
    });
}

/** As lines of text; none where both did the same. The command line itself may change. */
function differencesOf(before, after, mostLines) {
  if (before === null || after === null) return [`only in ${before === null ? "B" : "A"}`];
  const differences = [];
  if (before.exitCode !== after.exitCode) {
    differences.push(`exit code ${before.exitCode}, now ${after.exitCode}`);
  }
  for (const stream of ["stdout", "stderr"]) {
    differences.push(...contentDifference(stream, before[stream], after[stream], mostLines));
  }
  differences.push(...fileDifferences(before.files ?? {}, after.files ?? {}, mostLines));
  const isOther = differences.length > 0 && before.line !== after.line;
  return isOther ? [`was run as ${before.line}`, `now as ${after.line}`, ...differences] : differences;
}

function contentDifference(label, before, after, mostLines) {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (typeof before === "string" && typeof after === "string") {
    return [`${label} differs`, ...diff(before, after, mostLines)];
  }
  return [`${label} differs: ${described(before)}, now ${described(after)}`];
}

function described(value) {
  return typeof value === "string" ? `${value.length} characters` : `${value?.byteLength} bytes`;
}

function fileDifferences(before, after, mostLines) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const lost = names.filter((name) => after[name] === undefined);
  const added = names.filter((name) => before[name] === undefined);
  const changed = names.filter(
    (name) => before[name] && after[name] && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const texts = changed.filter((name) => [before, after].every((files) => files[name].text !== undefined));
  const shown = texts.slice(0, MOST_SHOWN);
  return [
    ...(lost.length > 0 ? [`files no longer written: ${lost.join(", ")}`] : []),
    ...(added.length > 0 ? [`files only written now: ${added.join(", ")}`] : []),
    ...(changed.length > 0 ? [`files with other content: ${changed.join(", ")}`] : []),
    ...shown.flatMap((name) => [name, ...diff(before[name].text, after[name].text, mostLines)]),
  ];
}

/** A unified diff without its heading, of at most so many lines, by git. */
function diff(before, after, mostLines) {
  const folder = mkdtempSync(join(tmpdir(), "gpt2-wdist-diff-"));
  try {
    const paths = [join(folder, "a"), join(folder, "b")];
    writeFileSync(paths[0], broken(before));
    writeFileSync(paths[1], broken(after));
    const args = ["diff", "--no-index", "--no-ext-diff", "--no-color", "--text", "-U1", ...paths];
    const { stdout, error } = spawnSync("git", args, { encoding: "utf8", maxBuffer: 1 << 28 });
    if (error !== undefined) return [`(git is needed to show it: ${error.message})`];
    const lines = stdout.split("\n").slice(4, -1).map(printable);
    const left = lines.length - mostLines;
    return left > 0 ? [...lines.slice(0, mostLines), `(${left} more lines)`] : lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Long lines in pieces, as SVG and compact JSON are written. */
function broken(text) {
  const lines = text.split("\n");
  return lines.map((line) => (line.length > LONG_LINE ? line.replace(/[>,;] ?/g, "$&\n") : line)).join("\n");
}

function printable(line) {
  const short = line.length > LONG_LINE ? `${line.slice(0, LONG_LINE)}...` : line;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what the program printed must not act on this terminal
  return short.replace(/[\u0000-\u001f\u007f-\u009f]/g, (letter) => JSON.stringify(letter).slice(1, -1));
}
