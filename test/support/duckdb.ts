import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Rows of a query, of DuckDB by itself: lists as arrays, integers of 64 bits as bigint. */
export async function duckRows(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return await rowsOf(connection, sql);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJS();
}
