import { bash, fish, type ShellCompletion, zsh } from "@optique/core/completion";
import type { Suggestion } from "./suggest.js";

/** What shells need: a script that asks the program, and answers in their own form. A library knows both. */

const SHELLS: readonly ShellCompletion[] = [bash, zsh, fish];

/** The hidden command that the scripts run, after which the words of the command line follow. */
export const ANSWERING_COMMAND = "complete";

/** @throws RangeError for a shell that is not known */
export function completionScript(shell: string, program: string): string {
  return shellNamed(shell).generateScript(program, [ANSWERING_COMMAND, shell, "--"]);
}

export function encodeSuggestions(shell: string, suggestions: readonly Suggestion[]): string {
  const encoded = shellNamed(shell).encodeSuggestions(
    suggestions.map((suggestion) =>
      suggestion === "file"
        ? ({ kind: "file", type: "any" } as const)
        : ({
            kind: "literal",
            text: suggestion.word,
            description: [{ type: "text", text: suggestion.means }],
          } as const),
    ),
  );
  return [...encoded].join("");
}

function shellNamed(name: string): ShellCompletion {
  const shell = SHELLS.find((candidate) => candidate.name === name);
  if (shell === undefined) throw new RangeError(`there is no shell ${name}`);
  return shell;
}
