import { Command, CommanderError } from "commander";
import { escapeCommands, escapeControls } from "../escape.js";
import { toolInfo } from "../source/ownPackage.js";
import type { Context } from "./command.js";
import { COMMANDS } from "./commands/index.js";
import { DEBUG_FLAG, isDebugging } from "./debugging.js";
import { describeError } from "./describeError.js";
import { CHECKPOINT_HELP } from "./flags/checkpointHelp.js";
import type { Io } from "./io.js";
import { optionHome, unknownOption } from "./optionHome.js";
import { inert } from "./terminal/inert.js";

/** Exit codes: 0 fine, 1 findings, 2 could not do it. */
const DONE = 0;
export const COULD_NOT = 2;

/** Runs the command line `args` (without node and script) and returns the exit code. Never throws. */
export async function run(args: readonly string[], world: Io): Promise<number> {
  const io = { ...world, stderr: inert(world.stderr) };
  try {
    let exitCode = DONE;
    const program = await parserFor(args, { io, tool: toolInfo() }, (code) => {
      exitCode = code;
    });
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return explain(error, io);
    io.stderr.write(describeError(error, isDebugging(args)));
    return COULD_NOT;
  }
}

async function parserFor(
  args: readonly string[],
  context: Context,
  onDone: (code: number) => void,
): Promise<Command> {
  const { io, tool } = context;
  const root = new Command(tool.name)
    .description("Compares the LayerNorm weights of GPT-2 checkpoints: numbers, figures and plain words.")
    .version(tool.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .option(DEBUG_FLAG, "with an error, print where in the program it arose")
    .addHelpText("after", `${CHECKPOINT_HELP}\n\nRun gpt2-wdist COMMAND --help for options and examples.`);
  const asked = COMMANDS.find(({ name }) => name === args[0]);
  // Help, and suggestions after a mistake, name all of them.
  for (const { load, isHidden = false } of asked === undefined ? COMMANDS : [asked]) {
    root.addCommand((await load()).forCommander(context, onDone), { hidden: isHidden });
  }
  for (const command of [root, ...root.commands]) speakThrough(io, command);
  return root;
}

function speakThrough(io: Io, command: Command): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ helpWidth: Math.min(100, io.stdout.columns) })
    .configureOutput({
      writeOut: (text) => io.stdout.write(escapeCommands(text)),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`gpt2-wdist: ${escapeExceptNewline(text)}`),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
}

/** Commander throws to leave: after help and version as asked for that is success, else the user's mistake, worded already. */
async function explain({ exitCode, message }: CommanderError, io: Io): Promise<number> {
  if (exitCode === 0) return DONE;
  const option = unknownOption(message);
  const home = option === null ? null : await optionHome(option, COMMANDS);
  if (home !== null) io.stderr.write(`${home}\n`);
  return COULD_NOT;
}

function escapeExceptNewline(text: string): string {
  return text.split("\n").map(escapeControls).join("\n");
}
