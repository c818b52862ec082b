import type { DataTable } from "../../table/dataTable.js";
import { TABLE_FORMATS } from "../../table/formats.js";
import type { OutputKind, Run } from "./outputKind.js";

/** A table in every format that there is for tables; `row` is what a row of it is about. */
export function tableOutputs<Result>(
  row: string,
  table: (result: Result) => DataTable,
): readonly OutputKind<Run<Result>>[] {
  return TABLE_FORMATS.map(({ name, ending, holds, isBinary, write }) => ({
    name,
    ending,
    holds: holds(row),
    isBinary,
    make: async ({ result }) => write(table(result)),
  }));
}
