import type { CheckFinding, Verdict } from "../../model/verdict.js";
import { evidenceLines, findingWords } from "../../words/verdict.js";
import type { ReadableColumn } from "../readable.js";

/** A cause and the verdict that it is of. */
export interface FindingRow {
  readonly finding: CheckFinding;
  readonly verdict: Verdict;
}

/** What a check found, a row a cause. */
export const FINDING_COLUMNS: readonly ReadableColumn<FindingRow>[] = [
  {
    head: "severity",
    align: "left",
    cell: ({ finding: { severity } }) =>
      severity === "error" ? [{ text: "error", is: "strong" }] : "warning",
  },
  {
    head: "finding",
    align: "left",
    cell: ({ finding, verdict }) => [{ text: findingWords(finding, verdict).cause, is: "name" }],
  },
  {
    head: "evidence",
    align: "left",
    cell: ({ finding, verdict }) => [
      { text: evidenceLines(findingWords(finding, verdict)).join("; "), is: "name" },
    ],
  },
];
