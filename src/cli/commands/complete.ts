import type { CommandEntry } from "../commandEntry.js";
import { type AnyCommand, defineCommand } from "../commander.js";
import { SHELL_NAMES } from "../completion/shellNames.js";
import { suggest } from "../completion/suggest.js";

/** Asked by the script of `completion` at every press of the key, about all the commands that there are. */
export function completeCommand(commands: readonly CommandEntry[]): AnyCommand {
  return defineCommand({
    name: "complete",
    summary: "what may come next on a command line, for the script of completion",
    description: "Says what may come next on a command line, in the form that a shell's script reads.",
    examples: "",
    arguments: [
      { syntax: "<shell>", help: "the shell", choices: SHELL_NAMES },
      { syntax: "[words...]", help: "the command line without the program, up to the word that is typed" },
    ],
    flags: {},
    outputs: [],
    compute: async ({ paths: [shell = "", ...words] }) => {
      // On its own, as the bundle would else load it with every command.
      const { encodeSuggestions } = await import("../completion/shells.js");
      return encodeSuggestions(shell, await suggest(words, commands));
    },
    text: (encoded) => encoded,
    notices: null,
  });
}
