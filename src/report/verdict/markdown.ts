import { escapeMarkdown } from "../../escape.js";
import type { ModelInfo, Verdict, Violation } from "../../model.js";
import { modelLabel } from "../modelLabel.js";
import { plural } from "../words.js";
import { placeName, verdictHeadline, violationFinding } from "./words.js";

/** A comment on a pull request holds 65 536 characters, and a row has about 150. */
const MOST_ROWS = 200;

/** A verdict as Markdown for a pull request or a step summary: a table of findings, and what their rules mean. */
export function verdictMarkdown(verdict: Verdict): string {
  const { model, baseline, violations, failed } = verdict;
  const against = baseline === null ? "" : ` against ${label(baseline)}`;
  return [
    `### LayerNorm check of ${label(model)}${against}: ${failed ? "failed" : "passed"}`,
    "",
    verdictHeadline(verdict),
    "",
    ...(violations.length === 0 ? [] : [...findingTable(violations), "", ...ruleList(verdict), ""]),
  ].join("\n");
}

function findingTable(violations: readonly Violation[]): string[] {
  const left = violations.length - MOST_ROWS;
  return [
    "| severity | tensor | rule | finding |",
    "| --- | --- | --- | --- |",
    ...violations.slice(0, MOST_ROWS).map(findingRow),
    ...(left > 0 ? ["", `The table leaves out ${plural(left, "further finding")}.`] : []),
  ];
}

function findingRow(violation: Violation): string {
  const severity = violation.severity === "error" ? "**error**" : "warning";
  const cells = [placeName(violation.tensor), violation.rule, violationFinding(violation)].map(
    escapeMarkdown,
  );
  return `| ${[severity, ...cells].join(" | ")} |`;
}

/** What the rules mean of which something was found. */
function ruleList({ rules, violations }: Verdict): string[] {
  const found = new Set(violations.map(({ rule }) => rule));
  return rules
    .filter(({ name }) => found.has(name))
    .map(({ name, about }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(about)}`);
}

function label({ path }: ModelInfo): string {
  return escapeMarkdown(modelLabel(path));
}
