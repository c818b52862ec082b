// Runs one command and says what it did, without what differs from run to run.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { copyInput } from "./inputs.mjs";
import { parseLine } from "./lines.mjs";

const TIMEOUT_MS = 180_000;
/** Longer texts, and what is not text, are recorded by their hash. */
const MOST_TEXT_BYTES = 200_000;
const KNOWN_EXIT_CODES = [0, 1, 2];

let terminals = null;

/** Commands run on terminals of the `script` of util-linux. */
export function hasTerminals() {
  terminals ??= /util-linux/.test(String(spawnSync("script", ["--version"]).stdout));
  return terminals;
}

/** @returns { record, troubles }: what is written down, and signs that the program behaved badly */
export async function runCommand({ name, line }, world) {
  const folder = join(world.home, "work", name);
  const { args, env, settings } = parseLine(
    line.replaceAll("SERVER", "http://HOST").replaceAll("HOST", `127.0.0.1:${world.port}`),
  );
  if (settings.TERMINAL !== undefined && !hasTerminals())
    return { record: { line, exitCode: null }, troubles: [] };
  mkdirSync(folder, { recursive: true });
  copyInputs([...args, ...Object.values(env), ...Object.values(settings)], world, folder);
  const before = filesIn(folder);
  const cwd = join(folder, settings.IN ?? ".");
  const { exitCode, stdout, stderr } = await run(
    args,
    { env: { ...environment(world), ...env }, cwd, settings },
    world,
  );
  const scrub = scrubber(folder, world);
  const printed = (bytes) => content(scrub(bytes, true));
  const files = changes(before, filesIn(folder), scrub);
  const record = { line, exitCode, stdout: printed(stdout), stderr: printed(stderr), files };
  rmSync(folder, { recursive: true, force: true });
  return { record, troubles: troublesOf(record) };
}

/** The inputs that words name, at the same places in the command's folder. */
function copyInputs(words, { inputs, inputsFolder }, folder) {
  const named = words.map((word) => word.replace(/^(\.\.?\/)+/, ""));
  for (const name of inputs) {
    if (!named.some((word) => word === name || word.startsWith(`${name}/`))) continue;
    copyInput(join(inputsFolder, name), join(folder, name));
  }
}

/** Nothing of this machine's; no network but the recorder's own server. */
function environment({ home, port }) {
  return {
    PATH: process.env.PATH,
    HOME: home,
    LANG: "C.UTF-8",
    TZ: "UTC",
    TERM: "xterm-256color",
    HF_ENDPOINT: `http://127.0.0.1:${port}`,
  };
}

/** @returns { exitCode, stdout, stderr }: a signal's name where one ended it */
async function run(args, { env, cwd, settings }, { program }) {
  const command = [process.execPath, program, ...args];
  const onTerminal = [
    "script",
    "-qec",
    `stty cols ${settings.TERMINAL} rows 40; exec ${command.map(quoted).join(" ")}`,
    "/dev/null",
  ];
  const [file, ...words] = settings.TERMINAL === undefined ? command : onTerminal;
  const out = settings.STDOUT === undefined ? "pipe" : openSync(settings.STDOUT, "w");
  // An end of stdin would be echoed on a terminal: there it stays open.
  const stdin = settings.TERMINAL === undefined ? "ignore" : "pipe";
  const child = spawn(file, words, {
    cwd,
    env,
    stdio: [stdin, out, "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  const parts = { stdout: [], stderr: [] };
  for (const name of ["stdout", "stderr"]) child[name]?.on("data", (bytes) => parts[name].push(bytes));
  const exitCode = await new Promise((ended, failed) => {
    child.on("error", failed);
    child.on("close", (code, signal) => ended(signal ?? code));
  });
  if (out !== "pipe") closeSync(out);
  return { exitCode, stdout: Buffer.concat(parts.stdout), stderr: Buffer.concat(parts.stderr) };
}

/** As one word for a shell. */
function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Name -> bytes; folders that are empty have a name that ends in a slash, and none. */
function filesIn(folder) {
  const files = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const name = relative(folder, path);
    if (!entry.isDirectory()) files.set(name, readFileSync(path));
    else if (readdirSync(path).length === 0) files.set(`${name}/`, Buffer.alloc(0));
  }
  return files;
}

/** Files that were written, changed or removed, in the order of their names. */
function changes(before, after, scrub) {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = names.filter((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    return old === undefined || now === undefined || !old.equals(now);
  });
  return Object.fromEntries(
    changed.map((name) => {
      const bytes = after.get(name);
      const described = bytes === undefined ? { isRemoved: true } : fileContent(scrub(bytes, false));
      return [String(scrub(Buffer.from(name), false)), described];
    }),
  );
}

function fileContent(bytes) {
  const text = content(bytes);
  const sha256 = hashOf(bytes);
  return typeof text === "string" ? { sha256, text } : { sha256, byteLength: bytes.length };
}

/** The text, or its hash. */
function content(bytes) {
  const text = bytes.toString("utf8");
  if (bytes.length <= MOST_TEXT_BYTES && Buffer.from(text).equals(bytes)) return text;
  return { sha256: hashOf(bytes), byteLength: bytes.length };
}

function hashOf(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Takes out of bytes what differs from run to run. All of it is ASCII, so that bytes may be taken for letters. */
function scrubber(folder, { home, program, port }) {
  const replacements = [
    [folder, "FOLDER"],
    [home, "HOME"],
    [dirname(dirname(program)), "PROGRAM"],
    [`127.0.0.1:${port}`, "SERVER"],
  ];
  return (bytes, isPrinted) => {
    const original = bytes.toString("latin1");
    let text = original;
    for (const [from, to] of replacements) text = text.replaceAll(from, to);
    // The program's temporary files, and Node's warnings, have the process's number.
    text = text.replace(/\.\d+-\d{13}\.tmp/g, ".PID-TIME.tmp").replace(/\(node:\d+\)/g, "(node:PID)");
    if (isPrinted) text = withoutProgress(text);
    return text === original ? bytes : Buffer.from(text, "latin1");
  };
}

/** Only what takes longer than a second tells how far it is. */
function withoutProgress(text) {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: progress on terminals ends in one
      .replace(/\r[^\r\n]*\u001b\[K/g, "")
      .replace(/^(?:counting .* \(\d+\.\d GB to read\)|fetching \S.*)\r?\n/gm, "")
  );
}

function troublesOf({ exitCode, stdout, stderr, files }) {
  const text = [stdout, stderr].filter((part) => typeof part === "string").join("\n");
  return [
    [!KNOWN_EXIT_CODES.includes(exitCode), `ended by ${exitCode}`],
    [/^\s+at .+:\d+:\d+\)?$/m.test(text), "printed a stack trace"],
    [/internal error/.test(text), "met an internal error"],
    [/\[object \w+\]|\bundefined\b/.test(text), "printed a value of JavaScript"],
    [exitCode === 2 && text.trim() === "", "failed without a word"],
    [Object.keys(files).some((name) => name.endsWith(".tmp")), "left a temporary file"],
  ].flatMap(([isSo, trouble]) => (isSo ? [trouble] : []));
}
