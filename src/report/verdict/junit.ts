import { escapeXml } from "../../escape.js";
import type { ToolInfo } from "../../model/document.js";
import type { ModelInfo } from "../../model/norms.js";
import type { RuleInfo, Verdict } from "../../model/verdict.js";
import { byPlace, type PlaceFindings } from "../../words/places.js";
import { nameVerdicts, placeName, whatWasFound } from "../../words/verdict.js";

/**
 * Verdicts as JUnit XML, by fixtures/schemas/jenkins-junit.xsd. Times are 0, so that the same verdict is the same file.
 * In a suite there is a case for each rule and tensor that was looked at, and for what else the rule found something in.
 */
export function verdictsJunit(verdicts: readonly Verdict[], tool: ToolInfo): string {
  const [only, ...others] = verdicts;
  return document(only !== undefined && others.length === 0 ? byRule(only) : byCheckpoint(verdicts), tool);
}

/** Of one checkpoint: a suite for each rule. */
function byRule(verdict: Verdict): Suite[] {
  const found = byPlace(verdict.findings);
  return verdict.rules.map((rule) => ({
    name: rule.name,
    verdict,
    cases: casesOf(rule, rule.name, verdict, found),
  }));
}

/** A suite for each checkpoint. Class names begin with the name of the checkpoint, so that no two cases have the same name. */
function byCheckpoint(verdicts: readonly Verdict[]): Suite[] {
  return nameVerdicts(verdicts).map(({ name, verdict }) => {
    const found = byPlace(verdict.findings);
    const cases = verdict.rules.flatMap((rule) => casesOf(rule, `${name}.${rule.name}`, verdict, found));
    return { name, verdict, cases };
  });
}

interface Suite {
  readonly name: string;
  readonly verdict: Verdict;
  readonly cases: readonly Case[];
}

interface Case {
  readonly rule: RuleInfo;
  readonly className: string;
  readonly tensor: string | null;
  /** Null where nothing was found. */
  readonly found: PlaceFindings | null;
  readonly isFailure: boolean;
}

function document(suites: readonly Suite[], tool: ToolInfo): string {
  const cases = suites.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: tool.name, ...counts(cases) })}>`,
    ...suites.flatMap(suiteLines),
    "</testsuites>",
    "",
  ].join("\n");
}

function casesOf(
  rule: RuleInfo,
  className: string,
  { tensors, strict }: Verdict,
  found: readonly PlaceFindings[],
): Case[] {
  const ofRule = found.filter((place) => place.rule === rule.name);
  const others = ofRule
    .map(({ tensor }) => tensor)
    .filter((tensor) => tensor === null || !tensors.includes(tensor));
  return [...tensors, ...others].map((tensor) => {
    const here = ofRule.find((place) => place.tensor === tensor) ?? null;
    const isFailure = here !== null && (strict || here.severity === "error");
    return { rule, className, tensor, found: here, isFailure };
  });
}

/** All of what the schema knows to count. */
function counts(cases: readonly Case[]): Record<string, string> {
  const failures = cases.filter(({ isFailure }) => isFailure).length;
  return { tests: String(cases.length), failures: String(failures), errors: "0", time: "0" };
}

function suiteLines({ name, verdict, cases }: Suite): string[] {
  const { model, baseline } = verdict;
  return [
    `  <testsuite${attributes({ name, ...counts(cases), skipped: "0" })}>`,
    "    <properties>",
    property("model", model),
    ...(baseline === null ? [] : [property("baseline", baseline)]),
    "    </properties>",
    ...cases.flatMap(caseLines),
    "  </testsuite>",
  ];
}

function property(name: string, { path }: ModelInfo): string {
  return `      <property${attributes({ name, value: path })}/>`;
}

function caseLines({ rule, className, tensor, found, isFailure }: Case): string[] {
  const start = `    <testcase${attributes({ classname: className, name: placeName(tensor), time: "0" })}`;
  if (found === null) return [`${start}/>`];
  const message = found.findings.map(whatWasFound).join("; ");
  const result = isFailure
    ? `<failure${attributes({ type: found.severity, message })}>${escapeXml(`${rule.about} ${rule.why}`)}</failure>`
    : `<system-out>${escapeXml(`warning: ${message}`)}</system-out>`;
  return [`${start}>`, `      ${result}`, "    </testcase>"];
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join("");
}
