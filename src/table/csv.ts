import { escapeCsv } from "../escape.js";
import type { DataTable, DataValue } from "./dataTable.js";

/** A table as CSV (RFC 4180, with a header): numbers with all their digits, lists by spaces, nothing for the undefined. */
export function csvOf({ columns, rows }: DataTable): string {
  const lines = [
    columns.map(({ name }) => field(name)),
    ...rows.map((row) => columns.map((column) => field(column.of(row)))),
  ];
  return lines.map((fields) => `${fields.join(",")}\r\n`).join("");
}

function field(value: DataValue): string {
  if (value === null) return "";
  if (typeof value === "string") return escapeCsv(value);
  return typeof value === "object" ? value.join(" ") : String(value);
}
