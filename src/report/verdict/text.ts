import type { ChalkInstance } from "chalk";
import { escapeControls } from "../../escape.js";
import type { CheckFinding, Severity, Unchecked, Verdict } from "../../model/verdict.js";
import { labelOf } from "../../words/modelLabel.js";
import { ofSeverity } from "../../words/places.js";
import { normNoun } from "../../words/sites.js";
import {
  evidenceLines,
  findingWords,
  nameVerdicts,
  verdictHeadline,
  verdictsHeadline,
} from "../../words/verdict.js";
import { wrapWords } from "../../words/wrap.js";
import { TERMINAL_COLOURS, type TerminalStyle } from "../terminal/style.js";

/** What is under a finding's first line stands under its sentence. */
const SEVERITY_WIDTH = "error".length;
const GAP = "  ";

/** Verdicts for people: of each the errors, then the warnings, a paragraph a cause, and a line on all of them. */
export function verdictsText(
  verdicts: readonly Verdict[],
  style: TerminalStyle,
  unchecked: readonly Unchecked[] = [],
): string {
  const [only, ...others] = verdicts;
  if (only !== undefined && others.length === 0 && unchecked.length === 0) {
    return verdictBlock(only, labelOf(only.model), style);
  }
  const named = nameVerdicts(verdicts);
  const blocks = named.map(({ name, verdict }) => verdictBlock(verdict, name, style));
  const failed = unchecked.length > 0 || verdicts.some((verdict) => verdict.failed);
  const headline = escapeControls(verdictsHeadline(named, unchecked.length));
  return `${[...blocks, ...uncheckedLines(unchecked), outcomeLine(failed, headline, "", style)].join("\n")}\n`;
}

function uncheckedLines(unchecked: readonly Unchecked[]): string[] {
  const lines = unchecked.map(({ path, what }) => escapeControls(`Could not be checked: ${path}: ${what}.`));
  return lines.length === 0 ? [] : [`${lines.join("\n")}\n`];
}

function verdictBlock(verdict: Verdict, name: string, style: TerminalStyle): string {
  const findings = (["error", "warn"] as const).flatMap((severity) =>
    ofSeverity(verdict.findings, severity).map((finding) => findingLines(finding, verdict, style)),
  );
  return `${[title(verdict, name, style), ...findings, outcome(verdict, style)].join("\n\n")}\n`;
}

function title({ model, baseline }: Verdict, name: string, { chalk }: TerminalStyle): string {
  const label = (text: string) => chalk.bold(escapeControls(text));
  return `${normNoun(model.architecture)}s of ${label(name)}${baseline === null ? "" : ` against ${label(labelOf(baseline))}`}`;
}

function outcome(verdict: Verdict, style: TerminalStyle): string {
  const word = verdict.failed ? "Failed." : "Passed.";
  return outcomeLine(verdict.failed, word, ` ${verdictHeadline(verdict)}`, style);
}

/** What came out, in colour and behind a mark, and the rest of the sentence. */
function outcomeLine(failed: boolean, word: string, rest: string, style: TerminalStyle): string {
  const { chalk, ascii, wrap, columns } = style;
  const marked = `${ascii ? "" : failed ? "✗ " : "✓ "}${word}`;
  const lines = wrapWords(marked + rest, wrap ? columns : null).join("\n");
  const paint = chalk.hex(failed ? TERMINAL_COLOURS.bad : TERMINAL_COLOURS.good);
  // Wrapping puts line ends where spaces were: the word is as long as before.
  return paint.bold(lines.slice(0, marked.length)) + lines.slice(marked.length);
}

/** The cause behind its severity; below it what each rule measured, and the next step. */
function findingLines(finding: CheckFinding, verdict: Verdict, style: TerminalStyle): string {
  const { chalk, wrap, columns } = style;
  const words = findingWords(finding, verdict);
  const indent = " ".repeat(SEVERITY_WIDTH + GAP.length);
  const room = wrap ? columns - indent.length : null;
  const severity = paintOf(finding.severity, chalk)(finding.severity.padEnd(SEVERITY_WIDTH));
  const [first = "", ...rest] = wrapWords(`${words.cause}.`, room);
  const details = [...evidenceLines(words), `next: ${words.next}`];
  return [
    `${severity}${GAP}${first}`,
    ...rest.map((line) => indent + line),
    ...details.flatMap((detail) => wrapWords(detail, room).map((line) => indent + chalk.dim(line))),
  ].join("\n");
}

function paintOf(severity: Severity, chalk: ChalkInstance): (text: string) => string {
  return chalk.hex(severity === "error" ? TERMINAL_COLOURS.bad : TERMINAL_COLOURS.warning);
}
