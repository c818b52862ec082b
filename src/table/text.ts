/** A table in plain text: columns as wide as their cells, the least important ones left out where they do not fit. */

export interface Column {
  /** May have several lines. */
  readonly head: string;
  /** Plain text; one a row. */
  readonly cells: readonly string[];
  readonly align: "left" | "right";
  /** Colours a padded cell; must not change its width. */
  readonly paint: (text: string, row: number) => string;
  /** Columns with a number may be left out, the smallest first. */
  readonly drop?: number;
  /** Spaces before it, if not two. */
  readonly gap?: number;
}

const GAP = 2;

/** The head's lines and the rows, each within `maxWidth` characters if leaving columns out achieves that. */
export function formatTable(columns: readonly Column[], maxWidth: number): string[] {
  const shown = fitting(columns, maxWidth);
  const line = (cell: (column: Column) => string) =>
    shown
      .map((column, i) => gapBefore(column, i) + cell(column))
      .join("")
      .trimEnd();
  const rows = Math.max(0, ...shown.map(({ cells }) => cells.length));
  const headLines = Math.max(0, ...shown.map(({ head }) => head.split("\n").length));
  return [
    ...Array.from({ length: headLines }, (_, i) =>
      line((column) => pad(headLine(column, headLines - i), column)),
    ),
    ...Array.from({ length: rows }, (_, row) =>
      line((column) => column.paint(pad(column.cells[row] ?? "", column), row)),
    ),
  ];
}

function fitting(columns: readonly Column[], maxWidth: number): readonly Column[] {
  const width = columns.reduce(
    (total, column, i) => total + gapBefore(column, i).length + widthOf(column),
    0,
  );
  if (width <= maxWidth) return columns;
  const droppable = columns
    .filter(({ drop }) => drop !== undefined)
    .sort((a, b) => (a.drop as number) - (b.drop as number));
  const [least] = droppable;
  return least === undefined
    ? columns
    : fitting(
        columns.filter((column) => column !== least),
        maxWidth,
      );
}

function gapBefore({ gap = GAP }: Column, place: number): string {
  return " ".repeat(place === 0 ? 0 : gap);
}

function widthOf({ head, cells }: Column): number {
  return Math.max(...head.split("\n").map((part) => part.length), ...cells.map((cell) => cell.length));
}

/** The head's lines end where the rows begin. */
function headLine({ head }: Column, fromBelow: number): string {
  return head.split("\n").at(-fromBelow) ?? "";
}

function pad(text: string, column: Column): string {
  const width = widthOf(column);
  return column.align === "right" ? text.padStart(width) : text.padEnd(width);
}
