import { escapeWorkflowMessage, escapeWorkflowProperty } from "../../escape.js";
import type { Severity, Verdict } from "../../model.js";
import { modelLabel } from "../modelLabel.js";
import { plural } from "../words.js";
import { ofSeverity } from "./places.js";
import { verdictHeadline, violationMessage } from "./words.js";

/** GitHub shows this many annotations of each severity a step, and drops the others without a word. */
const MOST_ANNOTATIONS = 10;

/** A verdict as workflow commands of GitHub Actions, which it shows as annotations, and a plain last line for the log. */
export function verdictGithub(verdict: Verdict): string {
  const lines = [...annotations(verdict, "error"), ...annotations(verdict, "warn"), verdictHeadline(verdict)];
  return `${lines.join("\n")}\n`;
}

/** Where there are too many, the last one says how many are left out. */
function annotations({ violations, model }: Verdict, severity: Severity): string[] {
  const found = ofSeverity(violations, severity);
  const shown = found.length > MOST_ANNOTATIONS ? found.slice(0, MOST_ANNOTATIONS - 1) : found;
  const label = modelLabel(model.path);
  const lines = shown.map((violation) =>
    command(severity, `${violation.rule} in ${label}`, violationMessage(violation)),
  );
  const left = found.length - shown.length;
  if (left === 0) return lines;
  const noun = severity === "error" ? "more error" : "more warning";
  return [
    ...lines,
    command(severity, `${plural(left, noun)} in ${label}`, "the other reports have them all"),
  ];
}

function command(severity: Severity, title: string, message: string): string {
  const name = severity === "error" ? "error" : "warning";
  return `::${name} title=${escapeWorkflowProperty(title)}::${escapeWorkflowMessage(message)}`;
}
