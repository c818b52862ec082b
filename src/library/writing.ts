import type { Comparison } from "../model/comparison.js";
import type { Verdict } from "../model/verdict.js";
import * as json from "../report/json/comparison.js";
import * as verdictJson from "../report/json/verdicts.js";
import { inputFilesOf } from "../source/inputFiles.js";
import { toolInfo } from "../source/ownPackage.js";
import { csvOf } from "../table/csv.js";
import { COMPARED_TENSORS } from "../table/data/comparedTensors.js";
import { FINDINGS } from "../table/data/findings.js";
import { type DataTable, tableOf } from "../table/dataTable.js";
import { jsonLinesOf } from "../table/jsonLines.js";
import { requireComparison } from "./drawing.js";
import { isObject, listOf, oneOf, requireAllowed } from "./options.js";

/** What the command line writes, as text: the same bytes as its files. */

/** What a table can be written as: CSV by RFC 4180, or an object a line. */
export type TableFormat = keyof typeof TABLE_WRITERS;

const TABLE_WRITERS = { csv: csvOf, jsonl: jsonLinesOf } as const;

/**
 * A comparison as JSON, by schema/comparison.schema.json. Numbers have all their digits, the undefined is null.
 * @throws WdistError USAGE
 */
export function comparisonJson(comparison: Comparison): string {
  requireComparison("comparisonJson", comparison);
  return json.comparisonJson(comparison, toolInfo());
}

/**
 * What changed as a table, a row a tensor: both sides and how they differ. docs/tables.md lists its columns.
 * @throws WdistError USAGE
 */
export function comparisonTable(comparison: Comparison, format: TableFormat = "csv"): string {
  requireComparison("comparisonTable", comparison);
  return written("comparisonTable", tableOf(COMPARED_TENSORS, comparison), format);
}

/**
 * A comparison as a page to read and explore: one file that asks nothing of any network. Reads the checkpoints once more,
 * for their SHA-256.
 * @throws WdistError READ_FAILED where they are gone
 */
export async function comparisonHtml(comparison: Comparison): Promise<string> {
  requireComparison("comparisonHtml", comparison);
  const { comparisonReport } = await import("../report/documents/comparisonReport.js");
  const { renderHtml } = await import("../render/html.js");
  const files = inputFilesOf({ pre: comparison.pre, post: comparison.post });
  files.catch(() => {});
  return renderHtml(comparisonReport(comparison, files, toolInfo()));
}

/**
 * Verdicts as JSON, by schema/verdict.schema.json.
 * @throws WdistError USAGE
 */
export function verdictsJson(verdicts: readonly Verdict[]): string {
  requireVerdicts("verdictsJson", verdicts);
  return verdictJson.verdictsJson(verdicts, toolInfo());
}

/**
 * What was found as a table, a row a piece of evidence. docs/tables.md lists its columns.
 * @throws WdistError USAGE
 */
export function findingsTable(verdicts: readonly Verdict[], format: TableFormat = "csv"): string {
  requireVerdicts("findingsTable", verdicts);
  return written("findingsTable", tableOf(FINDINGS, verdicts), format);
}

function requireVerdicts(where: string, verdicts: unknown): void {
  const verdictsOfCheck = listOf(
    "a list of what check() gave",
    (verdict) => isObject(verdict) && "findings" in verdict,
  );
  requireAllowed(where, "verdicts", verdicts, verdictsOfCheck);
}

function written<Row>(where: string, table: DataTable<Row>, format: TableFormat): string {
  requireAllowed(where, "format", format, oneOf(Object.keys(TABLE_WRITERS)));
  return TABLE_WRITERS[format](table);
}
