import type { Jump, RunFinding, TrackedRun } from "../../model/run.js";
import { valueWords } from "../amounts.js";
import { clause } from "../findings/clause.js";
import { step } from "../findings/pieces.js";
import { plural } from "../phrases.js";
import { tensorLabel } from "../tensorNames.js";
import { stepNoun, stepNumber, stepWords } from "./steps.js";

/** What broke between two checkpoints of a run, as a sentence in ASCII. */
export function runFindingWords(
  { from, to, finding }: RunFinding,
  run: Pick<TrackedRun, "unit" | "judged">,
): string {
  const names = { pre: stepWords(from, run), post: stepWords(to, run) };
  const what = finding.kind === "jump" ? jumpWords(finding) : clause(finding, run.judged, names);
  return `Between ${stepNoun(run)}s ${stepNumber(from)} and ${stepNumber(to)}: ${what}.`;
}

function jumpWords({ tensors, largest, times }: Jump): string {
  const others = tensors.length - 1;
  const more = others === 0 ? "" : `; so did ${plural(others, "other tensor")}`;
  const usual = `${valueWords(Number(times.toPrecision(2)))} times what is usual around it`;
  return `${tensorLabel(largest.tensor)} jumped, dim ${largest.dim} (${step(largest)}) by ${usual}${more}`;
}
