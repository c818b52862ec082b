import { escapeJson } from "../../escape.js";

/** JSON for people too: two spaces, but arrays of plain values on one line. Ends with a newline. */
export function stringify(value: unknown): string {
  return `${write(value, "")}\n`;
}

/** JSON Lines: an object a line. Strings hold no line breaks (JSON escapes them), so that the layout's can go. */
export function stringifyLines(values: readonly unknown[]): string {
  return values.map((value) => `${stringify(value).replace(/\n\s*/g, "")}\n`).join("");
}

function write(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return escapeJson(JSON.stringify(value) ?? "null");
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    // Long lists are of numbers, which are written as they are.
    if (value.every(Number.isFinite)) return `[${value.join(", ")}]`;
    if (value.every((item) => typeof item !== "object" || item === null)) {
      return `[${value.map((item) => write(item, "")).join(", ")}]`;
    }
    return `[\n${value.map((item) => deeper + write(item, deeper)).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(
    ([key, member]) => `${deeper}${escapeJson(JSON.stringify(key))}: ${write(member, deeper)}`,
  );
  return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${indent}}`;
}
