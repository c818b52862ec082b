import { Argument as CommanderArgument, Command as CommanderCommand, Option } from "commander";
import type { Argument, Command, CommonFlags, Context, ExitCode } from "./command.js";
import type { Flag, Flags, ValuesOf } from "./flags/flag.js";
import { PLACE_FLAGS } from "./flags/place.js";
import type { OutputKind } from "./output/outputKind.js";
import { runCommand } from "./run.js";

/** A command's data as commander reads it. */

/** A command whose kinds of flags and results only itself knows. */
export interface AnyCommand {
  readonly name: string;
  readonly summary: string;
  readonly flags: Flags;
  readonly arguments: readonly Argument[];
  readonly outputs: readonly OutputKind<never>[];
  /** `onDone` is called with the exit code of a run. */
  readonly forCommander: (context: Context, onDone: (code: ExitCode) => void) => CommanderCommand;
}

export function defineCommand<const F extends Flags, Result>(command: Command<F, Result>): AnyCommand {
  const { name, summary, arguments: expected, outputs } = command;
  const flags = allFlags(command);
  return {
    name,
    summary,
    flags,
    arguments: expected,
    outputs,
    forCommander: (context, onDone) => {
      const parser = parserOf(command, flags);
      return parser.action(async () => {
        const values = parser.opts<ValuesOf<F> & CommonFlags>();
        onDone(await runCommand(command, context, parser.args, values));
      });
    },
  };
}

/** Its own, and what all have that open checkpoints, unless it has words of its own for that. */
function allFlags<F extends Flags, Result>({ arguments: expected, flags }: Command<F, Result>): Flags {
  if (expected.every(({ choices }) => choices !== undefined)) return flags;
  return {
    ...flags,
    ...Object.fromEntries(Object.entries(PLACE_FLAGS).filter(([name]) => !(name in flags))),
  };
}

function parserOf<F extends Flags, Result>(command: Command<F, Result>, flags: Flags): CommanderCommand {
  const parser = new CommanderCommand(command.name)
    .summary(command.summary)
    .description(command.description)
    .addHelpText("after", command.examples);
  for (const { syntax, help, choices } of command.arguments) {
    const argument = new CommanderArgument(syntax, help);
    parser.addArgument(choices === undefined ? argument : argument.choices(choices));
  }
  for (const flag of Object.values(flags)) parser.addOption(optionOf(flag));
  return parser;
}

function optionOf(flag: Flag<unknown>): Option {
  const option = new Option(flag.syntax, flag.help).makeOptionMandatory(flag.isRequired === true);
  if (flag.choices !== undefined) option.choices(flag.choices);
  if (flag.parse !== undefined) option.argParser((typed, previous) => flag.parse?.(typed, previous));
  if (flag.fallback !== undefined) option.default(flag.fallback, flag.fallbackText);
  if (flag.conflictsWith !== undefined) option.conflicts(flag.conflictsWith);
  return flag.heading === null ? option : option.helpGroup(flag.heading);
}
