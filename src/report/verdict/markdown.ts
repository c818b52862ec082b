import { escapeMarkdown } from "../../escape.js";
import type { CheckFinding, Verdict } from "../../model/verdict.js";
import { modelLabel } from "../../words/modelLabel.js";
import { plural } from "../../words/phrases.js";
import { rulesInForce } from "../../words/places.js";
import {
  nameVerdicts,
  placeName,
  verdictHeadline,
  verdictsHeadline,
  whatWasFound,
} from "../../words/verdict.js";

/** A comment on a pull request holds 65 536 characters, and a row has about 150. */
const MOST_ROWS = 200;
/** Of each checkpoint, however many share those. */
const FEWEST_ROWS = 3;

/** Verdicts as Markdown for a pull request or a step summary: tables of findings, and what their rules mean. */
export function verdictsMarkdown(verdicts: readonly Verdict[]): string {
  const [only, ...others] = verdicts;
  return only !== undefined && others.length === 0 ? ofOne(only) : ofSeveral(verdicts);
}

function ofOne(verdict: Verdict): string {
  return [...section(verdict, modelLabel(verdict.model.path), MOST_ROWS), ...ruleList([verdict])].join("\n");
}

/** A line on all of them, a section each, and what the rules mean once. */
function ofSeveral(verdicts: readonly Verdict[]): string {
  const named = nameVerdicts(verdicts);
  const counts = verdicts.map(({ findings }) => findings.length);
  const rows = rowsOfEach(counts);
  const found = counts.some((count) => count > 0);
  const failed = verdicts.some((verdict) => verdict.failed);
  return [
    `## LayerNorm check of ${plural(verdicts.length, "checkpoint")}: ${failed ? "failed" : "passed"}`,
    "",
    escapeMarkdown(verdictsHeadline(named)),
    "",
    ...named.flatMap(({ name, verdict }) => section(verdict, name, rows)),
    ...(found ? ["### What the rules mean", "", ...ruleList(verdicts)] : []),
  ].join("\n");
}

/** As many as fit together: where some have few findings, there is room for more of others. */
function rowsOfEach(counts: readonly number[]): number {
  const inAll = (rows: number) => counts.reduce((sum, count) => sum + Math.min(count, rows), 0);
  let rows = FEWEST_ROWS;
  while (rows < MOST_ROWS && inAll(rows + 1) <= MOST_ROWS) rows++;
  return rows;
}

function section(verdict: Verdict, name: string, rows: number): string[] {
  const { baseline, findings, failed } = verdict;
  const against = baseline === null ? "" : ` against ${escapeMarkdown(modelLabel(baseline.path))}`;
  return [
    `### LayerNorm check of ${escapeMarkdown(name)}${against}: ${failed ? "failed" : "passed"}`,
    "",
    verdictHeadline(verdict),
    "",
    ...(findings.length === 0 ? [] : [...findingTable(findings, rows), ""]),
  ];
}

function findingTable(findings: readonly CheckFinding[], rows: number): string[] {
  const left = findings.length - rows;
  return [
    "| severity | tensor | rule | finding |",
    "| --- | --- | --- | --- |",
    ...findings.slice(0, rows).map(findingRow),
    ...(left > 0 ? ["", `The table leaves out ${plural(left, "further finding")}.`] : []),
  ];
}

function findingRow(finding: CheckFinding): string {
  const severity = finding.severity === "error" ? "**error**" : "warning";
  const cells = [placeName(finding.tensor), finding.rule, whatWasFound(finding)].map(escapeMarkdown);
  return `| ${[severity, ...cells].join(" | ")} |`;
}

/** What the rules mean of which something was found. */
function ruleList(verdicts: readonly Verdict[]): string[] {
  const found = new Set(verdicts.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const lines = rulesInForce(verdicts)
    .filter(({ name }) => found.has(name))
    .map(({ name, about }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(about)}`);
  return lines.length === 0 ? [] : [...lines, ""];
}
