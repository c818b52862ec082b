import { escapeControls } from "../escape.js";
import type { CheckFinding, Verdict } from "../model/verdict.js";
import { modelLabels } from "./modelLabel.js";
import { significant } from "./numbers.js";
import { dimList, enumerated, listed, plural } from "./phrases.js";
import { ofSeverity } from "./places.js";

/** Findings and verdicts in plain words, in ASCII; the same words for every rule. */

/** How many dims a sentence lists. */
const DIMS_LISTED = 5;
/** How many checkpoints one lists. */
const NAMES_LISTED = 8;
/** A measured number has this many significant digits, or as many as it takes to show on which side of the threshold it is. */
const FEWEST_DIGITS = 3;
const MOST_DIGITS = 17;

/** What was found and where: "...: relative shift of the median 0.149 is above 0.05". */
export function findingMessage(finding: CheckFinding): string {
  return `${placeName(finding.tensor)}: ${whatWasFound(finding)}`;
}

/** What was found, without where. */
export function whatWasFound(finding: CheckFinding): string {
  const remarks = [whichDims(finding.dims), finding.detail].filter((remark) => remark !== null);
  const remark = remarks.length === 0 ? "" : ` (${remarks.join("; ")})`;
  return escapeControls(`${measurement(finding)}${remark}`);
}

/** How a place is called: the tensor's canonical name, or the model. */
export function placeName(tensor: string | null): string {
  return tensor ?? "model";
}

/** "2 errors and 13 warnings in 25 tensors by 9 rules (strict: warnings fail)." */
export function verdictHeadline({ findings, tensors, rules, strict }: Verdict): string {
  const [errors, warnings] = [ofSeverity(findings, "error").length, ofSeverity(findings, "warn").length];
  const counts = [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ];
  const found = counts.length === 0 ? "No findings" : counts.join(" and ");
  const remark = strict && warnings > 0 ? " (strict: warnings fail)" : "";
  return `${found} in ${plural(tensors.length, "tensor")} by ${plural(rules.length, "rule")}${remark}.`;
}

/** A verdict and the name of its checkpoint among others. The name is not escaped: whoever prints it does that. */
export interface NamedVerdict {
  readonly name: string;
  readonly verdict: Verdict;
}

export function nameVerdicts(verdicts: readonly Verdict[]): NamedVerdict[] {
  const names = modelLabels(verdicts.map(({ model }) => model.path));
  return verdicts.map((verdict, i) => ({ name: names[i] ?? verdict.model.path, verdict }));
}

/** "2 of 5 checkpoints failed: checkpoint-300, checkpoint-500." The names are to be escaped. */
export function verdictsHeadline(named: readonly NamedVerdict[]): string {
  const failed = named.filter(({ verdict }) => verdict.failed);
  const count = failed.length === 0 ? "None" : String(failed.length);
  const names = failed.map(({ name }) => name);
  const which = failed.length === 0 ? "" : `: ${listed(names, NAMES_LISTED, { beforeMore: "," })}`;
  return `${count} of ${plural(named.length, "checkpoint")} failed${which}.`;
}

function measurement({ measure, value, threshold }: CheckFinding): string {
  if (value === null)
    return threshold === null ? measure : `${measure} has no value (threshold ${threshold})`;
  if (threshold === null) return `${measure} ${rounded(value, null)}`;
  const side = value > threshold ? "above" : value < threshold ? "below" : "at";
  return `${measure} ${rounded(value, threshold)} is ${side} ${threshold}`;
}

/** Rounding must not bring a number to or beyond the threshold that it passed. */
function rounded(value: number, threshold: number | null): string {
  if (Number.isSafeInteger(value)) return String(value);
  const sideOf = (number: number) => Math.sign(number - (threshold ?? Number.NEGATIVE_INFINITY));
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
    const text = significant(value, digits);
    if (sideOf(Number(text)) === sideOf(value)) return text;
  }
  return String(value);
}

/** All of a few, in one sentence with the others of many. */
function whichDims(dims: readonly number[]): string | null {
  if (dims.length === 0) return null;
  if (dims.length > DIMS_LISTED) return dimList(dims, DIMS_LISTED);
  return `${dims.length === 1 ? "dim" : "dims"} ${enumerated(dims.map(String))}`;
}
