import { escapeControls } from "../escape.js";
import type { ReadableTable, TableCell, Text } from "../model/document.js";
import { formatTable } from "./text.js";

/** Tables for people: columns of rounded numbers, described once for documents and the terminal. */

export interface ReadableColumn<Row> {
  readonly head: string;
  readonly align: "left" | "right";
  cell(row: Row, place: number): Text;
  /** What a page sorts the column by, where that is not the text. */
  key?(row: Row, place: number): number | null;
  /** The dimension that a cell names. */
  dim?(row: Row): number;
  /** In a terminal columns with a number may be left out, the smallest first. */
  readonly drop?: number;
}

/** A column as a terminal shows it. */
export interface TextColumn<Row> extends Omit<ReadableColumn<Row>, "key" | "dim"> {
  /** Colours a padded cell; must not change its width. */
  paint?(text: string, row: Row): string;
  /** Spaces before it, if not two. */
  readonly gap?: number;
}

/** A column of numbers. */
export function numberColumn<Row>(
  head: string,
  cell: (row: Row) => string,
  drop?: number,
): ReadableColumn<Row> {
  return { head, align: "right", cell, ...(drop === undefined ? {} : { drop }) };
}

export function readableTable<Row>(
  { id, caption }: Pick<ReadableTable, "id" | "caption">,
  columns: readonly ReadableColumn<Row>[],
  rows: readonly Row[],
): ReadableTable {
  return {
    id,
    caption,
    heads: columns.map(({ head, align }) => ({ text: head, isNumber: align === "right" })),
    rows: rows.map((row, place) => columns.map((column) => cellOf(column, row, place))),
  };
}

function cellOf<Row>(column: ReadableColumn<Row>, row: Row, place: number): TableCell {
  return {
    text: column.cell(row, place),
    ...(column.key === undefined ? {} : { key: column.key(row, place) }),
    ...(column.dim === undefined ? {} : { dim: column.dim(row) }),
  };
}

/** The head and the rows in lines, each within `maxWidth` characters if leaving columns out achieves that. */
export function textTable<Row>(
  columns: readonly TextColumn<Row>[],
  rows: readonly Row[],
  maxWidth: number,
): string[] {
  return formatTable(
    columns.map(({ head, align, drop, gap, ...column }) => ({
      head,
      align,
      cells: rows.map((row, place) => asciiText(column.cell(row, place))),
      paint: (text, i) => column.paint?.(text, rows[i] as Row) ?? text,
      ...(drop === undefined ? {} : { drop }),
      ...(gap === undefined ? {} : { gap }),
    })),
    maxWidth,
  );
}

/** Text without any form; names are made inert. */
export function asciiText(text: Text): string {
  const runs = typeof text === "string" ? [text] : text;
  return runs.map((run) => (typeof run === "string" ? run : escapeControls(run.text))).join("");
}
