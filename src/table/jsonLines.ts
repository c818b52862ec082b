import { escapeJson } from "../escape.js";
import type { DataTable } from "./dataTable.js";

/** A table as JSON Lines: an object a row, a member a column. */
export function jsonLinesOf({ columns, rows }: DataTable): string {
  return rows
    .map((row) => Object.fromEntries(columns.map((column) => [column.name, column.of(row)])))
    .map((members) => `${escapeJson(JSON.stringify(members))}\n`)
    .join("");
}
