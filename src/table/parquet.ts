import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { ParquetWriter } from "hyparquet-writer/src/parquet-writer.js";
import type { ColumnType, DataColumn, DataTable, DataValue } from "./dataTable.js";

/**
 * A table as Apache Parquet, for DuckDB, Polars, Spark and their like: typed columns, all of which may be null; integers of 64 bits, numbers as
 * doubles, lists by the three levels of the format's LIST (github.com/apache/parquet-format, LogicalTypes.md), compressed by Snappy.
 */

/** Rows that are held as columns at once. Readers work on row groups side by side, and skip those whose least and greatest values do not fit. */
const ROWS_IN_GROUP = 1 << 14;
/** Who wrote the file, in its metadata: no version, so that the same table is the same bytes. */
const CREATED_BY = "gpt2-wdist";

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];

export function parquetOf({ name, columns, rows }: DataTable): Uint8Array {
  const writer = new ByteWriter();
  const schema: Schema = [{ name, num_children: columns.length }, ...columns.flatMap(schemaOf)];
  const file = new ParquetWriter({ writer, schema, createdBy: CREATED_BY });
  for (let start = 0; start < rows.length; start += ROWS_IN_GROUP) {
    const group = rows.slice(start, start + ROWS_IN_GROUP);
    const columnData = columns.map((column) => ({
      name: column.name,
      data: group.map((row) => stored(column.type, column.of(row))),
    }));
    // To memory nothing is written later: neither call returns a promise.
    file.write({ columnData, rowGroupSize: ROWS_IN_GROUP });
  }
  file.finish();
  return writer.getBytes();
}

const PHYSICAL = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  integer: { type: "INT64" },
  number: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
} as const satisfies Readonly<Record<Exclude<ColumnType, "integers" | "numbers">, object>>;

function schemaOf({ name, type }: DataColumn): Schema {
  if (type !== "integers" && type !== "numbers")
    return [{ name, repetition_type: "OPTIONAL", ...PHYSICAL[type] }];
  const element = type === "integers" ? PHYSICAL.integer : PHYSICAL.number;
  return [
    {
      name,
      repetition_type: "OPTIONAL",
      converted_type: "LIST",
      logical_type: { type: "LIST" },
      num_children: 1,
    },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "REQUIRED", ...element },
  ];
}

/** As the writer takes it: integers of 64 bits as such. */
function stored(type: ColumnType, value: DataValue): unknown {
  if (value === null) return null;
  if (type === "integer") return BigInt(value as number);
  return type === "integers" ? (value as readonly number[]).map(BigInt) : value;
}
