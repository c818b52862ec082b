import { csvOf } from "./csv.js";
import type { DataTable } from "./dataTable.js";
import { jsonLinesOf } from "./jsonLines.js";

/** A way to write a table with all its digits. */
export interface TableFormat {
  /** The value of --format. */
  readonly name: string;
  /** Of a file's name, without its dot. */
  readonly ending: string;
  /** What a file of it holds, for --help; `row` is what a row of the table is about. */
  readonly holds: (row: string) => string;
  readonly isBinary: boolean;
  readonly write: (table: DataTable) => string | Uint8Array | Promise<string | Uint8Array>;
}

/** Every format of tables: a new one is a file and a line. */
export const TABLE_FORMATS: readonly TableFormat[] = [
  { name: "csv", ending: "csv", holds: (row) => `a row a ${row}`, isBinary: false, write: csvOf },
  { name: "jsonl", ending: "jsonl", holds: (row) => `a ${row} a line`, isBinary: false, write: jsonLinesOf },
  {
    name: "parquet",
    ending: "parquet",
    holds: (row) => `a row a ${row}, for DuckDB, Polars or Spark`,
    isBinary: true,
    // Its writer is loaded where it is asked for.
    write: async (table) => (await import("./parquet.js")).parquetOf(table),
  },
];
