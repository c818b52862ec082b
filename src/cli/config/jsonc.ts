import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { WdistError } from "../../errors.js";
import { quote } from "../../escape.js";

/** JSON with comments and trailing commas, of which nothing is guessed: each key once, and nesting within reason. */

/** A configuration needs five; guards the stack of the parser. */
const MAX_DEPTH = 32;

/**
 * @param where what errors call the file
 * @throws WdistError USAGE
 */
export function parseJsonc(where: string, text: string): unknown {
  // Editors of Windows put a byte order mark before it.
  const json = text.replace(/^\ufeff/, "");
  requireShallow(where, json);
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined)
    throw wrongAt(where, json, first.offset, `not valid JSON: ${printParseErrorCode(first.error)}`);
  if (root === undefined) throw wrongAt(where, json, 0, "is empty");
  return valueIn(root, (at, what) => wrongAt(where, json, at, what));
}

type Wrong = (offset: number, what: string) => WdistError;

/** Objects have no prototype: "__proto__" is a key like any other. */
function valueIn(node: Node, wrong: Wrong): unknown {
  const { children = [] } = node;
  if (node.type === "array") return children.map((child) => valueIn(child, wrong));
  if (node.type !== "object") return node.value as unknown;
  const object = Object.create(null) as Record<string, unknown>;
  for (const { children: [key, value] = [], offset } of children) {
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    if (name in object) throw wrong(offset, `the key ${quote(name)} is given twice`);
    object[name] = valueIn(value, wrong);
  }
  return object;
}

/** Looks at tokens alone, since the parser itself would go as deep. */
function requireShallow(where: string, json: string): void {
  const scanner = createScanner(json, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const mark = json[scanner.getTokenOffset()];
    if (mark === "{" || mark === "[") depth++;
    if (mark === "}" || mark === "]") depth--;
    if (depth > MAX_DEPTH) {
      throw wrongAt(where, json, scanner.getTokenOffset(), `is nested more than ${MAX_DEPTH} deep`);
    }
  }
}

function wrongAt(where: string, json: string, offset: number, what: string): WdistError {
  const line = json.slice(0, offset).split("\n").length;
  return new WdistError("USAGE", { where: `${where}, line ${line}`, what, fix: "correct it there" });
}
