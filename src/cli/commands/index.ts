import type { AnyCommand } from "../commander.js";

/** A command, loaded when it is run, or when all of them are listed. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<AnyCommand>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "compare", load: async () => (await import("./compare.js")).compareCommand },
  { name: "check", load: async () => (await import("./check.js")).checkCommand },
  { name: "stats", load: async () => (await import("./stats.js")).statsCommand },
  { name: "plot", load: async () => (await import("./plot.js")).plotCommand },
  { name: "weights", load: async () => (await import("./weights.js")).weightsCommand },
  { name: "inspect", load: async () => (await import("./inspect.js")).inspectCommand },
  { name: "extract", load: async () => (await import("./extract.js")).extractCommand },
  { name: "init", load: async () => (await import("./init.js")).initCommand },
];
