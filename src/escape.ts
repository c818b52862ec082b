/**
 * Names, metadata and paths are hostile text. Each output has one function here that makes them inert.
 */

/** Longest piece of a file's own text that a message repeats. */
const QUOTE_LIMIT = 120;

/**
 * Control characters, line separators, invisible and bidirectional formatting characters (tags among them), lone
 * surrogates and what is not a character at all: what could move a cursor, reorder a line or hide. By Unicode's properties.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{NChar}]/gu;

/** Text that a terminal shows as it is: everything that could act on the terminal becomes `\u{...}`. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, (unsafe) => `\\u{${unsafe.codePointAt(0)?.toString(16)}}`);
}

/** A file's own text in quotes, made inert and cut to a readable length. */
export function quote(text: string): string {
  const head = text.slice(0, QUOTE_LIMIT);
  // Half of a surrogate pair would be shown as something that the text does not hold.
  const whole = /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head;
  const shown = text.length > QUOTE_LIMIT ? `${whole}...` : text;
  return `"${escapeControls(shown)}"`;
}

/** JSON as it is, but what could act on a terminal or a log written as JSON's own escapes: it can be in strings only. */
export function escapeJson(json: string): string {
  return json
    .replace(UNSAFE, (unsafe) => unsafe.split("").map(jsonUnit).join(""))
    .replace(LOG_COMMAND, (_, hashes: string) => `${hashes}${jsonUnit("[")}`);
}

/** Text for one cell of a Markdown table. */
export function escapeMarkdown(text: string): string {
  return (
    escapeControls(text)
      // Before the entities, of which one has a number sign.
      .replace(/[\\`*_{}[\]()#!|~]/g, "\\$&")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      // A mention would notify somebody.
      .replace(/@/g, "&#64;")
  );
}

/** What spreadsheets take for the beginning of a formula, also in the full width of East Asian scripts. */
const FORMULA = /(^|;)(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/**
 * One CSV field (RFC 4180). A text that a spreadsheet would run, at its beginning or where it separates fields by
 * semicolons, is defused by an apostrophe; so is one that begins like a workflow command.
 */
export function escapeCsv(text: string): string {
  const inert = escapeLogCommands(escapeControls(text))
    .replace(FORMULA, "$1$2'")
    .replace(/^(\s*)(?=::)/, "$1'");
  return /[",;]|^\s|\s$/.test(inert) ? `"${inert.replace(/"/g, '""')}"` : inert;
}

/** Text for an XML element or an attribute. */
export function escapeXml(text: string): string {
  return escapeControls(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(LOG_COMMAND, "$1&#91;");
}

/** Markup in ASCII alone: a browser then reads a long page in half the time, since each letter of it stays one byte. */
export function asciiMarkup(markup: string): string {
  return markup.replace(BEYOND_ASCII, (character) => `&#${character.codePointAt(0)};`);
}

/** JSON in ASCII alone, likewise. */
export function asciiJson(json: string): string {
  return json.replace(BEYOND_ASCII, (character) => character.split("").map(jsonUnit).join(""));
}

const BEYOND_ASCII = /[^\0-\x7f]/gu;

/** Half of a character beyond the first 65,536, or a whole one. */
function jsonUnit(half: string): string {
  return `\\u${half.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Whole XML that others wrote: what XML 1.0 does not allow, not even escaped, becomes visible text. */
export function escapeWholeXml(xml: string): string {
  return xml
    .replace(LOG_COMMAND, "$1&#91;")
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, escapeControls);
}

/** As some CI systems look for commands anywhere in a line: `##[error]`, `##vso[...]`, `##teamcity[...]`. */
const LOG_COMMAND = /(##[a-z]*)\[/gi;

function escapeLogCommands(text: string): string {
  return text.replace(LOG_COMMAND, "$1\\u{5b}");
}

/**
 * Whole text for people, in which no line is a command to the CI system that logs it: `::error::` at the beginning of a line, of
 * which GitHub's runner trims the spaces, and those of LOG_COMMAND.
 */
export function escapeCommands(text: string): string {
  return escapeLogCommands(text.replace(/^(\s*)::/gm, "$1\\u{3a}:"));
}

/** The message of a GitHub workflow command, as the toolkit's command.ts escapes it; line ends have become visible text. */
export function escapeWorkflowMessage(text: string): string {
  return escapeControls(text).replace(/%/g, "%25");
}

/** Text behind the first word of a line in the log of a workflow, where the runner looks for its older commands too. */
export function escapeWorkflowLog(text: string): string {
  return escapeLogCommands(escapeControls(text));
}

/** The value of a property of one, which a comma or a colon would end. */
export function escapeWorkflowProperty(text: string): string {
  return escapeWorkflowMessage(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
