import { escapeWorkflowLog, escapeWorkflowMessage, escapeWorkflowProperty } from "../../escape.js";
import type { CheckFinding, Severity, Unchecked, Verdict } from "../../model/verdict.js";
import { plural } from "../../words/phrases.js";
import { ofSeverity } from "../../words/places.js";
import { normNoun } from "../../words/sites.js";
import {
  findingLine,
  type NamedVerdict,
  nameVerdicts,
  verdictHeadline,
  verdictsHeadline,
} from "../../words/verdict.js";

/** GitHub shows this many annotations of each severity a step, and drops the others without a word. */
const MOST_ANNOTATIONS = 10;

/** Verdicts as workflow commands of GitHub Actions, which it shows as annotations, and a plain last line for the log. */
export function verdictsGithub(verdicts: readonly Verdict[], unchecked: readonly Unchecked[] = []): string {
  const [only, ...others] = verdicts;
  const isOne = only !== undefined && others.length === 0 && unchecked.length === 0;
  return isOne ? ofOne(only) : ofSeveral(verdicts, unchecked);
}

function ofOne(verdict: Verdict): string {
  const commands = annotate(nameVerdicts([verdict])).flatMap(({ shown, rest }) => [
    ...shown.map(({ line }) => line),
    ...rest,
  ]);
  return `${[...commands, verdictHeadline(verdict)].join("\n")}\n`;
}

/** The log shows no titles: a plain line says which checkpoint comes next. */
function ofSeveral(verdicts: readonly Verdict[], unchecked: readonly Unchecked[]): string {
  const named = nameVerdicts(verdicts);
  const annotated = annotate(named);
  const lines = [
    ...unchecked.map(({ path, what }) => command("error", `could not check ${path}`, what)),
    ...named.flatMap((one) => [
      `${normNoun(one.verdict.model.architecture)}s of ${escapeWorkflowLog(one.name)}: ${verdictHeadline(one.verdict)}`,
      ...annotated.flatMap(({ shown }) => shown.filter(({ of }) => of === one).map(({ line }) => line)),
    ]),
    ...annotated.flatMap(({ rest }) => rest),
    escapeWorkflowLog(verdictsHeadline(named, unchecked.length)),
  ];
  return `${lines.join("\n")}\n`;
}

interface Annotations {
  readonly shown: readonly { readonly of: NamedVerdict; readonly line: string }[];
  /** A last one that says how many are left out; none where all are shown. */
  readonly rest: readonly string[];
}

/** The errors, and the warnings. */
function annotate(named: readonly NamedVerdict[]): Annotations[] {
  return (["error", "warn"] as const).map((severity) => annotations(named, severity));
}

function annotations(named: readonly NamedVerdict[], severity: Severity): Annotations {
  const found = named.flatMap((of) =>
    ofSeverity(of.verdict.findings, severity).map((finding, turn) => ({ of, finding, turn })),
  );
  // The first of each checkpoint before the second of any: a checkpoint with many findings does not hide the others.
  const inTurns = found.toSorted((a, b) => a.turn - b.turn);
  const chosen = new Set(found.length > MOST_ANNOTATIONS ? inTurns.slice(0, MOST_ANNOTATIONS - 1) : found);
  const left = found.filter((each) => !chosen.has(each)).map(({ of }) => of);
  return {
    shown: found
      .filter((each) => chosen.has(each))
      .map(({ of, finding }) => ({ of, line: findingCommand(of, finding) })),
    rest: left.length === 0 ? [] : [restCommand(left, severity)],
  };
}

function findingCommand({ name, verdict }: NamedVerdict, finding: CheckFinding): string {
  return command(finding.severity, `${finding.rule} in ${name}`, findingLine(finding, verdict));
}

/** `left`: the checkpoint of each finding that is left out. */
function restCommand(left: readonly NamedVerdict[], severity: Severity): string {
  const noun = severity === "error" ? "more error" : "more warning";
  const [only, ...others] = new Set(left);
  const where = others.length === 0 ? only?.name : plural(others.length + 1, "checkpoint");
  return command(severity, `${plural(left.length, noun)} in ${where}`, "the other reports have them all");
}

function command(severity: Severity, title: string, message: string): string {
  const name = severity === "error" ? "error" : "warning";
  return `::${name} title=${escapeWorkflowProperty(title)}::${escapeWorkflowMessage(message)}`;
}
