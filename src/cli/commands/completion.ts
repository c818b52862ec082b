import { defineCommand } from "../commander.js";
import { SHELL_NAMES } from "../completion/shellNames.js";

const EXAMPLES = `
Examples:
  eval "$(gpt2-wdist completion bash)"       in ~/.bashrc
  eval "$(gpt2-wdist completion zsh)"        in ~/.zshrc, after compinit
  gpt2-wdist completion fish > ~/.config/fish/completions/gpt2-wdist.fish`;

export const completionCommand = defineCommand({
  name: "completion",
  summary: "the script that completes commands, flags and files in a shell",
  description: "Prints a script for a shell, which then completes commands, flags, their values and files.",
  examples: EXAMPLES,
  arguments: [{ syntax: "<shell>", help: "the shell", choices: SHELL_NAMES }],
  flags: {},
  outputs: [],
  compute: async ({ paths: [shell = ""] }) => shell,
  text: async (shell, { tool }) => {
    const { completionScript } = await import("../completion/shells.js");
    return completionScript(shell, tool.name);
  },
  notices: null,
});
