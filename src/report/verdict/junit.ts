import { escapeXml } from "../../escape.js";
import type { ToolInfo } from "../../model/document.js";
import type { ModelInfo } from "../../model/norms.js";
import type { CheckFinding, Unchecked, Verdict } from "../../model/verdict.js";
import { evidenceMessage, placesOf, whereNamed } from "../../words/evidence.js";
import { findingWords, nameVerdicts } from "../../words/verdict.js";

/**
 * Verdicts as JUnit XML, by fixtures/schemas/jenkins-junit.xsd. Times are 0, so that the same verdict is the same file.
 * In a suite, of one checkpoint, there is a case for each cause, and one for each rule that found nothing.
 */
export function verdictsJunit(
  verdicts: readonly Verdict[],
  tool: ToolInfo,
  unchecked: readonly Unchecked[] = [],
): string {
  const suites = nameVerdicts(verdicts).map(({ name, verdict }) => ({
    name,
    verdict,
    cases: [
      ...verdict.findings.map((finding) => causeCase(finding, name, verdict)),
      ...passed(name, verdict),
    ],
  }));
  return document(suites, unchecked, tool);
}

interface Suite {
  readonly name: string;
  readonly verdict: Verdict;
  readonly cases: readonly Case[];
}

interface Case {
  /** The checkpoint's name and the rule's, so that no two cases are called the same. */
  readonly className: string;
  readonly name: string;
  /** Null where nothing was found. */
  readonly finding: CheckFinding | null;
}

function causeCase(finding: CheckFinding, name: string, { model, tensors }: Verdict): Case {
  const places = placesOf(model.architecture, tensors);
  const where = finding.tensors.length === 0 ? "model" : whereNamed(finding.tensors, places);
  const kind = finding.diagnosis?.kind;
  return {
    className: `${name}.${finding.rule}`,
    name: kind === undefined ? where : `${kind}: ${where}`,
    finding,
  };
}

/** The rules without any evidence. */
function passed(name: string, { rules, findings }: Verdict): Case[] {
  const found = new Set(findings.flatMap(({ evidence }) => evidence.map(({ rule }) => rule)));
  return rules
    .filter((rule) => !found.has(rule.name))
    .map((rule) => ({ className: `${name}.${rule.name}`, name: "all tensors", finding: null }));
}

function document(suites: readonly Suite[], unchecked: readonly Unchecked[], tool: ToolInfo): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: tool.name, ...counts(suites, unchecked.length) })}>`,
    ...suites.flatMap(suiteLines),
    ...unchecked.flatMap(uncheckedLines),
    "</testsuites>",
    "",
  ].join("\n");
}

/** All of what the schema knows to count. */
function counts(suites: readonly Suite[], errors = 0): Record<string, string> {
  const cases = suites.flatMap((suite) => suite.cases);
  const failures = suites.flatMap(({ verdict }) => verdict.findings.filter((one) => isFailure(one, verdict)));
  const tests = cases.length + errors;
  return {
    tests: String(tests),
    failures: String(failures.length),
    errors: String(errors),
    time: "0",
  };
}

function isFailure({ severity }: CheckFinding, { strict }: Verdict): boolean {
  return strict || severity === "error";
}

function suiteLines(suite: Suite): string[] {
  const { name, verdict, cases } = suite;
  const { model, baseline } = verdict;
  return [
    `  <testsuite${attributes({ name, ...counts([suite]), skipped: "0" })}>`,
    "    <properties>",
    property("model", model),
    ...(baseline === null ? [] : [property("baseline", baseline)]),
    "    </properties>",
    ...cases.flatMap((one) => caseLines(one, verdict)),
    "  </testsuite>",
  ];
}

/** A suite of one case, which could not be run. */
function uncheckedLines({ path, code, what, fix }: Unchecked): string[] {
  return [
    `  <testsuite${attributes({ name: path, ...counts([], 1), skipped: "0" })}>`,
    `    <testcase${attributes({ classname: path, name: "could be checked", time: "0" })}>`,
    `      <error${attributes({ type: code, message: what })}>${escapeXml(fix ?? "")}</error>`,
    "    </testcase>",
    "  </testsuite>",
  ];
}

function property(name: string, { path }: ModelInfo): string {
  return `      <property${attributes({ name, value: path })}/>`;
}

function caseLines({ className, name, finding }: Case, verdict: Verdict): string[] {
  const start = `    <testcase${attributes({ classname: className, name, time: "0" })}`;
  if (finding === null) return [`${start}/>`];
  const { cause, next } = findingWords(finding, verdict);
  const details = [...finding.evidence.map((one) => `${one.rule}: ${evidenceMessage(one)}`), `Next: ${next}`];
  const result = isFailure(finding, verdict)
    ? `<failure${attributes({ type: finding.severity, message: cause })}>${lines(details)}</failure>`
    : `<system-out>${lines([`warning: ${cause}`, ...details])}</system-out>`;
  return [`${start}>`, `      ${result}`, "    </testcase>"];
}

/** Of text that may hold anything but line ends. */
function lines(texts: readonly string[]): string {
  return texts.map(escapeXml).join("\n");
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join("");
}
