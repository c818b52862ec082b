import { describe, expect, it } from "vitest";
import { inspectModel } from "../../src/analysis/inspect.js";
import { withCheckpoint } from "../../src/family/checkpoint.js";
import { COMPARED_TENSORS } from "../../src/table/data/comparedTensors.js";
import { RUN_STEPS } from "../../src/table/data/runSteps.js";
import { STORED_TENSORS } from "../../src/table/data/storedTensors.js";
import { type ColumnType, type DataTable, type DataValue, tableOf } from "../../src/table/dataTable.js";
import { parquetOf } from "../../src/table/parquet.js";
import { SMALL_PRE, smallPair } from "../support/comparisons.js";
import { duckRows } from "../support/duckdb.js";
import { smallRun } from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();

/** What DuckDB calls the type of each kind of column. */
const DUCK_TYPES: Readonly<Record<ColumnType, string>> = {
  text: "VARCHAR",
  integer: "BIGINT",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  integers: "BIGINT[]",
  numbers: "DOUBLE[]",
};

function written(name: string, table: DataTable): string {
  dir.write(name, parquetOf(table));
  return `'${dir.path}/${name}'`;
}

/** As a table has it: integers are numbers there. */
function plain(value: unknown): DataValue {
  if (typeof value === "bigint") return Number(value);
  return Array.isArray(value) ? value.map(Number) : (value as DataValue);
}

async function expectSame(name: string, table: DataTable): Promise<void> {
  const file = written(name, table);
  const types = await duckRows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${file})`);
  expect(types).toEqual(
    table.columns.map((column) => ({ column_name: column.name, column_type: DUCK_TYPES[column.type] })),
  );
  const rows = await duckRows(`SELECT * FROM ${file}`);
  expect(rows).toHaveLength(table.rows.length);
  for (const [i, row] of table.rows.entries()) {
    const read = Object.values(rows[i] as object).map(plain);
    expect(read).toEqual(table.columns.map((column) => column.of(row)));
  }
}

/** Columns of every type, of what their names say. */
function madeUp(rows: readonly Readonly<Record<string, DataValue>>[]): DataTable {
  const types = ["text", "integer", "number", "boolean", "integers", "numbers"] as const;
  return {
    name: "made up",
    row: "thing",
    columns: types.map((type) => ({
      name: type,
      type,
      means: type,
      of: (row) => (row as Record<string, DataValue>)[type] ?? null,
    })),
    rows,
  };
}

describe("a table as Parquet, read by DuckDB", () => {
  it("has the columns, types and values of a comparison", async () => {
    await expectSame("compare.parquet", tableOf(COMPARED_TENSORS, await smallPair({ bias: true })));
  });

  it("has those of a run, whose rows begin with run, step and tensor", async () => {
    await expectSame("run.parquet", tableOf(RUN_STEPS, await smallRun()));
  });

  it("has those of a checkpoint's contents", async () => {
    const inspected = await withCheckpoint(SMALL_PRE, async (model) => inspectModel(model));
    await expectSame("inspect.parquet", tableOf(STORED_TENSORS, [inspected]));
  });

  it("keeps what is undefined, empty, long, negative, extreme and in any script", async () => {
    await expectSame(
      "odd.parquet",
      madeUp([
        {},
        { text: "", integer: 0, number: -0.5, boolean: false, integers: [], numbers: [] },
        { text: "层 'x' \u001b[31m\n😀", integer: Number.MAX_SAFE_INTEGER, number: 5e-324, boolean: true },
        { integers: [0, 767, 1599], numbers: [1e300, -1e-300], integer: -3, number: Number.MAX_VALUE },
      ]),
    );
  });

  it("keeps a table without rows, and one of nothing but nulls", async () => {
    await expectSame("none.parquet", madeUp([]));
    await expectSame("nulls.parquet", madeUp([{}, {}]));
  });

  it("keeps many rows, in several row groups", async () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => ({
      text: `h.${i % 12}`,
      integer: i,
      number: i % 7 === 0 ? null : i / 3,
      integers: i % 5 === 0 ? [i, i + 1] : null,
    }));
    const file = written("many.parquet", madeUp(rows));
    const groups = await duckRows(
      `SELECT count(DISTINCT row_group_id) AS groups FROM parquet_metadata(${file})`,
    );
    expect(groups).toEqual([{ groups: 3n }]);
    const [sums] = await duckRows(
      `SELECT count(*) AS rows, sum("integer")::BIGINT AS total, count("number") AS numbers, sum(len("integers"))::BIGINT AS listed, max("number") AS largest FROM ${file}`,
    );
    const defined = rows.filter(({ number }) => number !== null);
    expect(sums).toEqual({
      rows: 40_000n,
      total: BigInt((40_000 * 39_999) / 2),
      numbers: BigInt(defined.length),
      listed: 16_000n,
      largest: 39_999 / 3,
    });
  });

  it("is the same bytes each time", async () => {
    const table = tableOf(RUN_STEPS, await smallRun());
    expect(Buffer.from(parquetOf(table)).equals(parquetOf(table))).toBe(true);
  });
});
