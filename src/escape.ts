/**
 * Names, metadata and paths are hostile text. Each output has one function here that makes them inert.
 */

/** Longest piece of a file's own text that a message repeats. */
const QUOTE_LIMIT = 120;

/**
 * Control characters, line separators, invisible and bidirectional formatting characters (tags among them) and lone
 * surrogates: what could move a cursor, reorder a line or hide. By Unicode's general categories.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

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

/** JSON as it is, but what could act on a terminal written as JSON's own escapes: inside strings only can it stand. */
export function escapeJson(json: string): string {
  const unit = (half: string) => `\\u${half.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return json.replace(UNSAFE, (unsafe) => unsafe.split("").map(unit).join(""));
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

/** One CSV field (RFC 4180); a leading =, +, - or @ of a text is defused, since spreadsheets would run it. */
export function escapeCsv(text: string): string {
  const inert = escapeControls(text);
  const defused = /^[=+\-@]/.test(inert) ? `'${inert}` : inert;
  return /[",]/.test(defused) ? `"${defused.replace(/"/g, '""')}"` : defused;
}

/** Text for an XML element or an attribute; U+FFFE and U+FFFF are, besides most control characters, illegal in XML 1.0. */
export function escapeXml(text: string): string {
  return escapeControls(text)
    .replace(/[\ufffe\uffff]/g, (illegal) => `\\u{${illegal.charCodeAt(0).toString(16)}}`)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

/** The message of a GitHub workflow command, as the toolkit's command.ts escapes it; line ends have become visible text. */
export function escapeWorkflowMessage(text: string): string {
  return escapeControls(text).replace(/%/g, "%25");
}

/** Text behind the first word of a line in the log of a workflow, where the runner looks for its older commands too. */
export function escapeWorkflowLog(text: string): string {
  return escapeControls(text).replace(/##\[/g, "##\\u{5b}");
}

/** The value of a property of one, which a comma or a colon would end. */
export function escapeWorkflowProperty(text: string): string {
  return escapeWorkflowMessage(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
