import type { ToolInfo } from "../../model/document.js";
import type { Unchecked, Verdict } from "../../model/verdict.js";
import { verdictsJson, verdictsJsonLines } from "../json/verdicts.js";
import type { TerminalStyle } from "../terminal/style.js";
import { verdictsGithub } from "./github.js";
import { verdictsJunit } from "./junit.js";
import { verdictsMarkdown } from "./markdown.js";
import { verdictsSarif } from "./sarif.js";
import { verdictsText } from "./text.js";

/** What a report needs besides the verdicts. */
export interface VerdictContext {
  readonly tool: ToolInfo;
  readonly style: TerminalStyle;
  /** The checkpoints that could not be read. */
  readonly unchecked: readonly Unchecked[];
}

export interface VerdictReport {
  /** The value of --format. */
  readonly name: string;
  /** The ending of a file's name, without its dot, that asks for it; null where none does. */
  readonly ending: string | null;
  /** One phrase for --help. */
  readonly holds: string;
  /** Of one or more checkpoints, in their order. Ends with a newline. */
  readonly make: (verdicts: readonly Verdict[], context: VerdictContext) => string;
}

/** Every report that is made of verdicts; the first is the default. */
export const VERDICT_REPORTS: readonly VerdictReport[] = [
  {
    name: "text",
    ending: null,
    holds: "a paragraph a cause, for people",
    make: (verdicts, { style, unchecked }) => verdictsText(verdicts, style, unchecked),
  },
  {
    name: "json",
    ending: "json",
    holds: "every cause with its evidence, by a published schema",
    make: (verdicts, { tool, unchecked }) => verdictsJson(verdicts, tool, unchecked),
  },
  {
    name: "jsonl",
    ending: "jsonl",
    holds: "the same, a checkpoint a line",
    make: (verdicts, { tool }) => verdictsJsonLines(verdicts, tool),
  },
  {
    name: "md",
    ending: "md",
    holds: "a table for a pull request or a step summary",
    make: (verdicts, { unchecked }) => verdictsMarkdown(verdicts, unchecked),
  },
  {
    name: "sarif",
    ending: "sarif",
    holds: "SARIF 2.1.0, for code scanning",
    make: (verdicts, { tool, unchecked }) => verdictsSarif(verdicts, tool, unchecked),
  },
  {
    name: "junit",
    ending: "xml",
    holds: "JUnit XML, for CI systems that show tests",
    make: (verdicts, { tool, unchecked }) => verdictsJunit(verdicts, tool, unchecked),
  },
  {
    name: "github",
    ending: null,
    holds: "annotations of a GitHub Actions run",
    make: (verdicts, { unchecked }) => verdictsGithub(verdicts, unchecked),
  },
];
