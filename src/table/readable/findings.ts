import type { CheckFinding } from "../../model/verdict.js";
import { placeName, whatWasFound } from "../../words/verdict.js";
import type { ReadableColumn } from "../readable.js";

/** What a check found, a row each. */
export const FINDING_COLUMNS: readonly ReadableColumn<CheckFinding>[] = [
  {
    head: "severity",
    align: "left",
    cell: ({ severity }) => (severity === "error" ? [{ text: "error", is: "strong" }] : "warning"),
  },
  { head: "tensor", align: "left", cell: ({ tensor }) => [{ text: placeName(tensor), is: "name" }] },
  { head: "rule", align: "left", cell: ({ rule }) => [{ text: rule, is: "name" }] },
  { head: "finding", align: "left", cell: (finding) => [{ text: whatWasFound(finding), is: "name" }] },
];
