import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { WdistError } from "../errors.js";
import { escapeControls } from "../escape.js";
import type { ToolInfo } from "../report/json.js";
import { CHECKPOINT_HELP } from "./flags/checkpointHelp.js";
import type { Io } from "./io.js";

/** Exit codes: 0 fine, 1 findings, 2 could not do it. */
const DONE = 0;
export const COULD_NOT = 2;

/** What every command is made with. */
interface Context {
  readonly io: Io;
  readonly tool: ToolInfo;
  readonly setExitCode: (code: number) => void;
}

/** In the order of the help. Only the one that is run is loaded. */
const COMMANDS: ReadonlyMap<string, (context: Context) => Promise<Command>> = new Map([
  ["compare", async ({ io, tool }) => (await import("./commands/compare.js")).compareCommand(io, tool)],
  [
    "check",
    async ({ io, tool, setExitCode }) =>
      (await import("./commands/check.js")).checkCommand(io, tool, setExitCode),
  ],
  ["stats", async ({ io }) => (await import("./commands/stats.js")).statsCommand(io)],
  ["plot", async ({ io, tool }) => (await import("./commands/plot.js")).plotCommand(io, tool)],
  ["inspect", async ({ io }) => (await import("./commands/inspect.js")).inspectCommand(io)],
  ["extract", async ({ io }) => (await import("./commands/extract.js")).extractCommand(io)],
  ["init", async ({ io }) => (await import("./commands/init.js")).initCommand(io)],
]);

/** Runs the command line `args` (without node and script) and returns the exit code. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    let exitCode = DONE;
    const setExitCode = (code: number) => {
      exitCode = code;
    };
    const commands = await program(args, { io, tool: toolInfo(), setExitCode });
    await commands.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error);
    io.stderr.write(describe(error));
    return COULD_NOT;
  }
}

async function program(args: readonly string[], context: Context): Promise<Command> {
  const { io, tool } = context;
  const root = new Command(tool.name)
    .description("Compares the LayerNorm weights of GPT-2 checkpoints: numbers, figures and plain words.")
    .version(tool.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", `${CHECKPOINT_HELP}\n\nRun gpt2-wdist COMMAND --help for options and examples.`);
  const asked = COMMANDS.get(args[0] ?? "");
  // Help, and suggestions after a mistake, name all of them.
  for (const make of asked === undefined ? COMMANDS.values() : [asked]) root.addCommand(await make(context));
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
