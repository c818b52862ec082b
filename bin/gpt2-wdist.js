#!/usr/bin/env node
// In JavaScript that old versions of Node can read too, so that each can say what is wrong with it.

const COULD_NOT = 2;
const LIMITS = ["EMFILE", "ENFILE", "EAGAIN", "ENOMEM"];

/** Whatever happens where the program cannot speak for itself is one line and its exit code, never a stack trace. */
function giveUp(error) {
  const { message = error, code } = Object(error);
  const line = String(message)
    .split("\n")[0]
    .replace(/\p{Cc}/gu, "?");
  process.exitCode = COULD_NOT;
  process.stderr.write(`gpt2-wdist: internal error: ${line}\n  fix: ${fixFor(code)}\n`);
  if (process.argv.includes("--debug")) process.stderr.write(`${Object(error).stack}\n`);
}

function fixFor(code) {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) < 20) return `use Node 20.19 or later; this is ${node}`;
  if (code === "MODULE_NOT_FOUND") return "install it again; a clone is built by npm run build";
  if (LIMITS.includes(code)) return "raise the limits of this process: ulimit -n, ulimit -u, ulimit -v";
  return "please report it with the command line and, if you can, the file";
}

process.on("uncaughtException", (error) => {
  giveUp(error);
  process.exit(COULD_NOT);
});
try {
  const { launch } = require("../dist/program/launch.cjs");
  launch(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  }, giveUp);
} catch (error) {
  giveUp(error);
}
