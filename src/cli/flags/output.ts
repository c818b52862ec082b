import { endingText, type OutputKind, TEXT } from "../output/outputKind.js";
import { asTyped, type Flag, repeated, toggle, under, type ValuesOf, valued } from "./flag.js";
import { parseFormat } from "./parse.js";

/** Where results go, and what text looks like. */

const COLOUR: Flag<boolean> = {
  syntax: "--no-color",
  help: "no colours in text (so does the variable NO_COLOR)",
  heading: null,
};

/** `formatNote` ends the first part of the sentence on --format. */
export function outputFlags(kinds: readonly OutputKind<never>[], formatNote: string) {
  const formats = formatNames(kinds);
  return under("Output:", {
    output: repeated(
      "-o, --output <file>",
      `write a file, by its ending (repeatable): ${describeEndings(kinds)}; - is stdout, with --format`,
      asTyped,
      { completes: "file" },
    ),
    format: valued(
      "--format <name>",
      `what to print${formatNote}: ${formats.join(", ")}`,
      (typed) => parseFormat(typed, formats),
      { completes: formats },
    ),
    ascii: toggle("--ascii", "only ASCII characters in text"),
    color: COLOUR,
    quiet: toggle("-q, --quiet", "print no text and no notices"),
  });
}

export type OutputFlags = ValuesOf<ReturnType<typeof outputFlags>>;

/** What --format takes. */
function formatNames(kinds: readonly OutputKind<never>[]): string[] {
  return [TEXT, ...kinds.filter(({ isFileOnly }) => isFileOnly !== true).map(({ name }) => name)];
}

/** ".svg (the figure, vector), .json (every number)". */
function describeEndings(kinds: readonly OutputKind<never>[]): string {
  return kinds
    .flatMap(({ ending, holds }) => (ending === null ? [] : [`${endingText(ending)} (${holds})`]))
    .join(", ");
}
