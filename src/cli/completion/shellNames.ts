/** The shells that can be completed in, for those who need not know how. */
export const SHELL_NAMES: readonly string[] = ["bash", "zsh", "fish"];
