import { type Flag, text, under } from "./flag.js";

/** What is kept of a run that was read, and where. */

const CACHE: Flag<boolean | undefined> = {
  syntax: "--no-cache",
  help: "neither read nor keep what was read from the hub (kept in ~/.cache/gpt2-wdist/hub, 1 GB at most)",
  heading: null,
};

export const KEEP_FLAGS = under("What to keep:", {
  store: text(
    "--store <folder>",
    "keep the norms of each checkpoint there, a small file a step: a run that track reads once the checkpoints are gone",
    { completes: "file" },
  ),
  cache: CACHE,
});
