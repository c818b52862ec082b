/** Tables for machines: typed columns with all their digits, described once for every format. */

/** "integers" and "numbers" are lists, e.g. of dims. */
export type ColumnType = "text" | "integer" | "number" | "boolean" | "integers" | "numbers";

/** What is undefined is null. */
export type DataValue = string | number | boolean | readonly number[] | null;

export interface DataColumn<Row = unknown> {
  readonly name: string;
  readonly type: ColumnType;
  /** What it means, with its unit: one phrase for the documentation. */
  readonly means: string;
  of(row: Row): DataValue;
}

/** What a table is before there are rows: help, documentation and formats read it. */
export interface TableShape<Row = unknown> {
  readonly name: string;
  /** What a row is about, in the singular: "tensor". */
  readonly row: string;
  readonly columns: readonly DataColumn<Row>[];
}

export interface DataTable<Row = unknown> extends TableShape<Row> {
  readonly rows: readonly Row[];
}

/** A table of whatever a command computes. */
export interface TableOf<Result, Row = unknown> extends TableShape<Row> {
  rowsOf(result: Result): readonly Row[];
}

export function tableOf<Result, Row>(of: TableOf<Result, Row>, result: Result): DataTable<Row> {
  const { name, row, columns } = of;
  return { name, row, columns, rows: of.rowsOf(result) };
}

/** Where the columns of a part are found in a row, and how they are told apart from those of other parts. */
export interface Part<Row, Value> {
  /** Null for a row that has no such part: its columns are undefined. */
  readonly of: (row: Row) => Value | null;
  /** Before each name: "pre_". */
  readonly prefix?: string;
  /** Before each meaning: "before". */
  readonly said?: string;
}

/** Columns of a part as columns of the row that holds it. */
export function columnsOfPart<Row, Value>(
  columns: readonly DataColumn<Value>[],
  { of, prefix = "", said }: Part<Row, Value>,
): DataColumn<Row>[] {
  return columns.map((column) => ({
    name: prefix + column.name,
    type: column.type,
    means: said === undefined ? column.means : `${said}: ${column.means}`,
    of: (row) => {
      const value = of(row);
      return value === null ? null : column.of(value);
    },
  }));
}

/** The fields of a row that a table can hold. */
type FieldsOf<Row> = { [Field in keyof Row]: Row[Field] extends DataValue ? Field : never }[keyof Row] &
  string;

/** Columns that are called what their field is, in the order given. */
export function fieldColumns<Row>(
  fields: Readonly<Partial<Record<FieldsOf<Row>, readonly [type: ColumnType, means: string]>>>,
): DataColumn<Row>[] {
  const described = Object.entries(fields) as [FieldsOf<Row>, readonly [ColumnType, string]][];
  return described.map(([name, [type, means]]) => ({
    name,
    type,
    means,
    of: (row) => row[name] as DataValue,
  }));
}
