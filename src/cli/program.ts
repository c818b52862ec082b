import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { WdistError } from "../errors.js";
import { escapeControls } from "../escape.js";
import type { ToolInfo } from "../report/json.js";
import { checkCommand } from "./check.js";
import { compareCommand } from "./compare.js";
import { extractCommand } from "./extract.js";
import { CHECKPOINT_HELP } from "./flags.js";
import { initCommand } from "./init.js";
import { inspectCommand } from "./inspect.js";
import type { Io } from "./io.js";
import { plotCommand } from "./plot.js";
import { statsCommand } from "./stats.js";

/** Exit codes: 0 fine, 1 findings, 2 could not do it. */
const DONE = 0;
export const COULD_NOT = 2;

/** Runs the command line `args` (without node and script) and returns the exit code. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    let exitCode = DONE;
    const commands = program(io, (code) => {
      exitCode = code;
    });
    await commands.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error);
    io.stderr.write(describe(error));
    return COULD_NOT;
  }
}

function program(io: Io, setExitCode: (code: number) => void): Command {
  const tool = toolInfo();
  const root = new Command(tool.name)
    .description("Compares the LayerNorm weights of GPT-2 checkpoints: numbers, figures and plain words.")
    .version(tool.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", `${CHECKPOINT_HELP}\n\nRun gpt2-wdist COMMAND --help for options and examples.`)
    .addCommand(compareCommand(io, tool))
    .addCommand(checkCommand(io, tool, setExitCode))
    .addCommand(statsCommand(io))
    .addCommand(plotCommand(io, tool))
    .addCommand(inspectCommand(io))
    .addCommand(extractCommand(io))
    .addCommand(initCommand(io));
  for (const command of [root, ...root.commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureHelp({ helpWidth: Math.min(100, io.stdout.columns) })
      .configureOutput({
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(text),
        outputError: (text, write) => write(`gpt2-wdist: ${escapeExceptNewline(text)}`),
        getOutHasColors: () => false,
        getErrHasColors: () => false,
      });
  }
  return root;
}

/** Name and version, from the package itself; src/cli and dist/program are equally deep in it. */
function toolInfo(): ToolInfo {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { name, version } = JSON.parse(text) as ToolInfo;
  return { name, version };
}

/** Commander throws to leave: after help and version as asked for that is success, else the user's mistake, worded already. */
function exitCodeOf(error: CommanderError): number {
  return error.exitCode === 0 ? DONE : COULD_NOT;
}

function describe(error: unknown): string {
  if (error instanceof WdistError) {
    const fix = error.fix === null ? "" : `\n  fix: ${error.fix}`;
    return `gpt2-wdist: error: ${error.message}${fix}\n`;
  }
  // A defect of this program: say so in one line, without a stack trace.
  const message = escapeControls(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  return `gpt2-wdist: internal error: ${message}\n  fix: please report it with the command line and, if you can, the file\n`;
}

function escapeExceptNewline(text: string): string {
  return text.split("\n").map(escapeControls).join("\n");
}
