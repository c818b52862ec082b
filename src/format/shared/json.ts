import { quote } from "../../escape.js";
import { utf8Text } from "./utf8.js";

/**
 * A strict JSON reader that hands out one value at a time, so that a header of 100 MB never becomes a tree of
 * objects. It refuses what JSON.parse lets pass: a key given twice, integers that float64 cannot hold, lone
 * surrogates and bottomless nesting.
 */

/** Deeper nesting than any checkpoint header has; guards the stack. */
const MAX_DEPTH = 64;

/** JSON that breaks a rule; `offset` is in UTF-16 units from the start of the text, null for the text as a whole. */
export class JsonError extends Error {
  readonly offset: number | null;
  constructor(what: string, offset: number | null) {
    super(what);
    this.offset = offset;
  }
}

/** UTF-8 to text: refuses malformed bytes, and keeps a byte order mark so that the reader can refuse it. */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = utf8Text(bytes);
  if (text === null) throw new JsonError("is not valid UTF-8", null);
  return text;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** What almost all strings of a header are: nothing in them is escaped. */
const PLAIN = /^[ !#-[\]-~]*$/;
const LITERAL = /true|false|null/y;

/** Space, tab, line feed, carriage return. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

export class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads an object; `onKey` must read the value of each key. */
  object(onKey: (key: string) => void): void {
    this.#expect("{", "an object");
    const seen = new Set<string>();
    if (this.#take("}")) return;
    do {
      const key = this.string();
      if (seen.has(key)) this.#fail(`the key ${quote(key)} is given twice`);
      seen.add(key);
      this.#expect(":", "a colon");
      onKey(key);
    } while (this.#take(","));
    this.#expect("}", "a comma or the end of the object");
  }

  /** Reads an array; `onItem` must read each item. */
  array(onItem: () => void): void {
    this.#expect("[", "an array");
    if (this.#take("]")) return;
    do onItem();
    while (this.#take(","));
    this.#expect("]", "a comma or the end of the array");
  }

  string(): string {
    this.#skipSpace();
    const start = this.#at;
    if (this.#text[start] !== '"') this.#fail("expected a string");
    const end = this.#endOfString(start);
    this.#at = end;
    return this.#valueOfString(start, end);
  }

  /** A non-negative integer that float64 holds exactly. */
  size(): number {
    this.#skipSpace();
    const token = this.#match(NUMBER);
    if (token === null) this.#fail("expected a number");
    const value = Number(token);
    if (!/^[0-9]+$/.test(token) || !Number.isSafeInteger(value)) {
      this.#fail(`${quote(token)} is not an integer between 0 and 2^53 - 1`);
    }
    return value;
  }

  /** Reads a null if the next value is one. */
  takeNull(): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith("null", this.#at)) return false;
    this.#at += 4;
    return true;
  }

  /** Passes over any value. */
  skip(depth = 0): void {
    this.#skipSpace();
    if (depth > MAX_DEPTH) this.#fail(`is nested more than ${MAX_DEPTH} deep`);
    const first = this.#text[this.#at];
    if (first === "{") this.object(() => this.skip(depth + 1));
    else if (first === "[") this.array(() => this.skip(depth + 1));
    else if (first === '"') this.string();
    else if (this.#match(LITERAL) === null && this.#match(NUMBER) === null) this.#fail("expected a value");
  }

  /** Asserts that nothing but white space is left. */
  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail("has something after its end");
  }

  #endOfString(start: number): number {
    for (let at = start + 1; ; at++) {
      const close = this.#text.indexOf('"', at);
      if (close < 0) this.#fail("a string does not end");
      let backslashes = 0;
      while (this.#text[close - 1 - backslashes] === "\\") backslashes++;
      if (backslashes % 2 === 0) return close + 1;
      at = close;
    }
  }

  #valueOfString(start: number, end: number): string {
    const inside = this.#text.slice(start + 1, end - 1);
    if (PLAIN.test(inside)) return inside;
    const token = this.#text.slice(start, end);
    try {
      const value: unknown = JSON.parse(token);
      if (typeof value === "string" && value.isWellFormed()) return value;
    } catch {
      // worded below, like the lone surrogate that JSON.parse lets pass
    }
    return this.#fail(`${quote(token)} is not a valid string`);
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== character.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  #expect(character: string, description: string): void {
    if (!this.#take(character)) this.#fail(`expected ${description}`);
  }

  #fail(what: string): never {
    throw new JsonError(what, this.#at);
  }
}
