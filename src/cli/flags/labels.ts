import { InvalidArgumentError } from "commander";
import { type ValuesOf, valued } from "./flag.js";

/** What the checkpoints are called in figures, tables and reports. */
export const LABEL_FLAGS = {
  labels: valued(
    "--labels <list>",
    "names of the checkpoints, for figures, tables and reports, e.g. before,after",
    parseLabels,
  ),
};

export type LabelFlags = ValuesOf<typeof LABEL_FLAGS>;

/** What several runs are called. */
export const RUN_LABELS = valued(
  "--labels <list>",
  "names of the runs, for text, figures and tables, e.g. seed1,seed2",
  parseLabels,
);

/** "before,after" */
function parseLabels(typed: string): readonly string[] {
  const labels = typed.split(",").map((label) => label.trim());
  if (!labels.includes("")) return labels;
  throw new InvalidArgumentError(`"${typed}" has an empty name; write --labels before,after`);
}
