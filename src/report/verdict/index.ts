import type { Verdict } from "../../model/verdict.js";
import type { ToolInfo } from "../json.js";
import type { TerminalStyle } from "../terminal.js";
import { verdictGithub, verdictsGithub } from "./github.js";
import { verdictJson, verdictsJson, verdictsJsonLines } from "./json.js";
import { verdictJunit, verdictsJunit } from "./junit.js";
import { verdictMarkdown, verdictsMarkdown } from "./markdown.js";
import { verdictsSarif } from "./sarif.js";
import { verdictsText, verdictText } from "./text.js";

/** What a report needs besides the verdict. */
export interface VerdictContext {
  readonly tool: ToolInfo;
  readonly style: TerminalStyle;
}

export interface VerdictReport {
  /** The value of --format. */
  readonly name: string;
  /** The ending of a file's name, without its dot, that asks for it; null where none does. */
  readonly ending: string | null;
  /** One phrase for --help. */
  readonly holds: string;
  /** Ends with a newline. */
  readonly make: (verdict: Verdict, context: VerdictContext) => string;
  /** The same of two or more checkpoints, in their order. */
  readonly makeMany: (verdicts: readonly Verdict[], context: VerdictContext) => string;
}

/** One checkpoint has the form that it always had; several have one of their own. */
export function makeReport(
  { make, makeMany }: VerdictReport,
  verdicts: readonly Verdict[],
  context: VerdictContext,
): string {
  const [only, ...others] = verdicts;
  return only !== undefined && others.length === 0 ? make(only, context) : makeMany(verdicts, context);
}

/** Every report that is made of a verdict; the first is the default. */
export const VERDICT_REPORTS: readonly VerdictReport[] = [
  {
    name: "text",
    ending: null,
    holds: "a line a finding, for people",
    make: (verdict, { style }) => verdictText(verdict, style),
    makeMany: (verdicts, { style }) => verdictsText(verdicts, style),
  },
  {
    name: "json",
    ending: "json",
    holds: "every finding with its numbers, by a published schema",
    make: (verdict, { tool }) => verdictJson(verdict, tool),
    makeMany: (verdicts, { tool }) => verdictsJson(verdicts, tool),
  },
  {
    name: "jsonl",
    ending: "jsonl",
    holds: "the same, a checkpoint a line",
    make: (verdict, { tool }) => verdictsJsonLines([verdict], tool),
    makeMany: (verdicts, { tool }) => verdictsJsonLines(verdicts, tool),
  },
  {
    name: "md",
    ending: "md",
    holds: "a table for a pull request or a step summary",
    make: verdictMarkdown,
    makeMany: verdictsMarkdown,
  },
  {
    name: "sarif",
    ending: "sarif",
    holds: "SARIF 2.1.0, for code scanning",
    make: (verdict, { tool }) => verdictsSarif([verdict], tool),
    makeMany: (verdicts, { tool }) => verdictsSarif(verdicts, tool),
  },
  {
    name: "junit",
    ending: "xml",
    holds: "JUnit XML, for CI systems that show tests",
    make: (verdict, { tool }) => verdictJunit(verdict, tool),
    makeMany: (verdicts, { tool }) => verdictsJunit(verdicts, tool),
  },
  {
    name: "github",
    ending: null,
    holds: "annotations of a GitHub Actions run",
    make: verdictGithub,
    makeMany: verdictsGithub,
  },
];
