import type { Verdict } from "../../model.js";
import type { ToolInfo } from "../json.js";
import type { TerminalStyle } from "../terminal.js";
import { verdictGithub } from "./github.js";
import { verdictJson } from "./json.js";
import { verdictJunit } from "./junit.js";
import { verdictMarkdown } from "./markdown.js";
import { verdictSarif } from "./sarif.js";
import { verdictText } from "./text.js";

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
}

/** Every report that is made of a verdict; the first is the default. */
export const VERDICT_REPORTS: readonly VerdictReport[] = [
  {
    name: "text",
    ending: null,
    holds: "a line a finding, for people",
    make: (verdict, { style }) => verdictText(verdict, style),
  },
  {
    name: "json",
    ending: "json",
    holds: "every finding with its numbers, by a published schema",
    make: (verdict, { tool }) => verdictJson(verdict, tool),
  },
  {
    name: "md",
    ending: "md",
    holds: "a table for a pull request or a step summary",
    make: (verdict) => verdictMarkdown(verdict),
  },
  {
    name: "sarif",
    ending: "sarif",
    holds: "SARIF 2.1.0, for code scanning",
    make: (verdict, { tool }) => verdictSarif(verdict, tool),
  },
  {
    name: "junit",
    ending: "xml",
    holds: "JUnit XML, for CI systems that show tests",
    make: (verdict, { tool }) => verdictJunit(verdict, tool),
  },
  {
    name: "github",
    ending: null,
    holds: "annotations of a GitHub Actions run",
    make: (verdict) => verdictGithub(verdict),
  },
];
