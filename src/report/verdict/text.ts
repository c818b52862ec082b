import type { ChalkInstance } from "chalk";
import { escapeControls } from "../../escape.js";
import type { CheckFinding, Severity, Verdict } from "../../model/verdict.js";
import { labelOf } from "../../words/modelLabel.js";
import { ofSeverity } from "../../words/places.js";
import { normNoun } from "../../words/sites.js";
import {
  nameVerdicts,
  placeName,
  verdictHeadline,
  verdictsHeadline,
  whatWasFound,
} from "../../words/verdict.js";
import { wrapWords } from "../../words/wrap.js";
import type { TerminalStyle } from "../terminal/style.js";

/** A finding with less room than this beside its place gets lines of its own. */
const NARROWEST_FINDING = 30;
const OWN_LINE_INDENT = 4;
const GAP = "  ";

/** Verdicts for people: of each the errors, then the warnings, a line each, and a line on all of them. */
export function verdictsText(verdicts: readonly Verdict[], style: TerminalStyle): string {
  const [only, ...others] = verdicts;
  if (only !== undefined && others.length === 0) {
    return verdictBlock(only, labelOf(only.model), style);
  }
  const named = nameVerdicts(verdicts);
  const blocks = named.map(({ name, verdict }) => verdictBlock(verdict, name, style));
  const failed = verdicts.some((verdict) => verdict.failed);
  const headline = escapeControls(verdictsHeadline(named));
  return `${[...blocks, outcomeLine(failed, headline, "", style)].join("\n")}\n`;
}

function verdictBlock(verdict: Verdict, name: string, style: TerminalStyle): string {
  const widths = placeWidths(verdict.findings);
  const groups = (["error", "warn"] as const)
    .map((severity) => ofSeverity(verdict.findings, severity))
    .filter((group) => group.length > 0)
    .map((group) => group.map((finding) => findingLines(finding, widths, style)).join("\n"));
  return `${[title(verdict, name, style), ...groups, outcome(verdict, style)].join("\n\n")}\n`;
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
  const paint = failed ? chalk.red : chalk.green;
  // Wrapping puts line ends where spaces were: the word is as long as before.
  return paint.bold(lines.slice(0, marked.length)) + lines.slice(marked.length);
}

interface PlaceWidths {
  readonly severity: number;
  readonly tensor: number;
  readonly rule: number;
}

function placeWidths(findings: readonly CheckFinding[]): PlaceWidths {
  const widest = (texts: readonly string[]) => texts.reduce((most, { length }) => Math.max(most, length), 0);
  return {
    severity: widest(findings.map(({ severity }) => severity)),
    tensor: widest(findings.map(({ tensor }) => placeName(tensor))),
    rule: widest(findings.map(({ rule }) => rule)),
  };
}

/** Severity, place and rule in columns, then the finding beside them or, where that is too narrow, below. */
function findingLines(finding: CheckFinding, widths: PlaceWidths, style: TerminalStyle): string {
  const { severity, tensor, rule } = finding;
  const { chalk, wrap, columns } = style;
  const painted = paintOf(severity, chalk)(severity.padEnd(widths.severity));
  const place = [painted, placeName(tensor).padEnd(widths.tensor), chalk.dim(rule.padEnd(widths.rule))];
  const placeWidth = widths.severity + widths.tensor + widths.rule + place.length * GAP.length;
  const isBeside = !wrap || columns - placeWidth >= NARROWEST_FINDING;
  const indent = " ".repeat(isBeside ? placeWidth : OWN_LINE_INDENT);
  const lines = wrapWords(whatWasFound(finding), wrap ? columns - indent.length : null);
  const start = place.join(GAP) + (isBeside ? GAP : `\n${indent}`);
  return start + lines.join(`\n${indent}`);
}

function paintOf(severity: Severity, chalk: ChalkInstance): (text: string) => string {
  return severity === "error" ? chalk.red : chalk.yellow;
}
