import type { CommandEntry } from "../commandEntry.js";

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "compare", load: async () => (await import("./compare.js")).compareCommand },
  { name: "check", load: async () => (await import("./check.js")).checkCommand },
  { name: "stats", load: async () => (await import("./stats.js")).statsCommand },
  { name: "track", load: async () => (await import("./track.js")).trackCommand },
  { name: "probe", load: async () => (await import("./probe.js")).probeCommand },
  { name: "plot", load: async () => (await import("./plot.js")).plotCommand },
  { name: "weights", load: async () => (await import("./weights.js")).weightsCommand },
  { name: "inspect", load: async () => (await import("./inspect.js")).inspectCommand },
  { name: "extract", load: async () => (await import("./extract.js")).extractCommand },
  { name: "init", load: async () => (await import("./init.js")).initCommand },
  { name: "completion", load: async () => (await import("./completion.js")).completionCommand },
  {
    name: "complete",
    load: async () => (await import("./complete.js")).completeCommand(COMMANDS),
    isHidden: true,
  },
];
