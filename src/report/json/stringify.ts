import { escapeJson } from "../../escape.js";

export interface JsonStyle {
  /** For what has thousands of rows: each is a line without blanks, and all else is as short as can be read. */
  readonly rowsOnOneLine?: boolean;
}

/** A longer line is hard to read. */
const MOST_ON_LINE = 100;

/** JSON for people too: two spaces, but arrays of plain values on one line. Ends with a newline. */
export function stringify(value: unknown, style: JsonStyle = {}): string {
  return `${write(value, "", style)}\n`;
}

/** JSON Lines: an object a line. Strings hold no line breaks (JSON escapes them), so that the layout's can go. */
export function stringifyLines(values: readonly unknown[]): string {
  return values.map((value) => `${stringify(value).replace(/\n\s*/g, "")}\n`).join("");
}

function write(value: unknown, indent: string, style: JsonStyle): string {
  if (typeof value !== "object" || value === null) return escapeJson(JSON.stringify(value) ?? "null");
  const deeper = `${indent}${style.rowsOnOneLine === true ? " " : "  "}`;
  if (Array.isArray(value)) {
    // Long lists are of numbers, which are written as they are.
    if (value.every(Number.isFinite)) return `[${value.join(", ")}]`;
    if (value.every((item) => typeof item !== "object" || item === null)) {
      return `[${value.map((item) => write(item, "", style)).join(", ")}]`;
    }
    if (style.rowsOnOneLine === true && value.every(isRow))
      return `[\n${value.map((row) => escapeJson(JSON.stringify(row))).join(",\n")}\n${indent}]`;
    return `[\n${value.map((item) => deeper + write(item, deeper, style)).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(
    ([key, member]) => `${escapeJson(JSON.stringify(key))}: ${write(member, deeper, style)}`,
  );
  if (members.length === 0) return "{}";
  if (style.rowsOnOneLine === true && members.every((member) => !member.includes("\n"))) {
    const line = `{ ${members.join(", ")} }`;
    if (line.length <= MOST_ON_LINE) return line;
  }
  return `{\n${members.map((member) => deeper + member).join(",\n")}\n${indent}}`;
}

function isRow(item: unknown): boolean {
  return (
    typeof item === "object" &&
    item !== null &&
    !Array.isArray(item) &&
    Object.values(item).every((member) => typeof member !== "object" || member === null)
  );
}
