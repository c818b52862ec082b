import { COMPARED_TENSORS } from "./data/comparedTensors.js";
import { COMPARED_WEIGHT_GROUPS } from "./data/comparedWeightGroups.js";
import { EFFECTIVE_CHANGES, EFFECTIVE_GAINS } from "./data/effective.js";
import { FINDINGS, FINDINGS_BY_STEP } from "./data/findings.js";
import { PROBED_NORMS } from "./data/probedNorms.js";
import { RUN_STEPS } from "./data/runSteps.js";
import { RUNS_STEPS } from "./data/runsSteps.js";
import { STORED_TENSORS } from "./data/storedTensors.js";
import { SUMMARISED_STEPS, SUMMARISED_TENSORS } from "./data/summarisedTensors.js";
import { WEIGHT_GROUPS } from "./data/weightGroups.js";
import type { TableShape } from "./dataTable.js";

/** Every table with all its digits, by the command that writes it: documentation and tests read this. */
export const TABLES: readonly { readonly of: string; readonly table: TableShape }[] = [
  { of: "compare", table: COMPARED_TENSORS },
  { of: "compare --effective", table: EFFECTIVE_CHANGES },
  { of: "stats", table: SUMMARISED_TENSORS },
  { of: "stats RUN", table: SUMMARISED_STEPS },
  { of: "stats --effective", table: EFFECTIVE_GAINS },
  { of: "track", table: RUN_STEPS },
  { of: "track, several runs", table: RUNS_STEPS },
  { of: "probe", table: PROBED_NORMS },
  { of: "check", table: FINDINGS },
  { of: "check RUN", table: FINDINGS_BY_STEP },
  { of: "inspect", table: STORED_TENSORS },
  { of: "weights MODEL", table: WEIGHT_GROUPS },
  { of: "weights PRE POST", table: COMPARED_WEIGHT_GROUPS },
];
