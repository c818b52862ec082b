import { escapeXml } from "../../escape.js";
import type { ModelInfo, RuleInfo, Verdict } from "../../model.js";
import type { ToolInfo } from "../json.js";
import { byPlace, type PlaceFindings } from "./places.js";
import { placeName, violationFinding } from "./words.js";

/**
 * A verdict as JUnit XML, by fixtures/schemas/jenkins-junit.xsd: a suite for each rule, in it a case for each tensor that
 * was looked at, and for what else the rule found something in. Times are 0, so that the same verdict is the same file.
 */
export function verdictJunit(verdict: Verdict, tool: ToolInfo): string {
  const found = byPlace(verdict.violations);
  const suites = verdict.rules.map((rule) => suiteOf(rule, verdict, found));
  const cases = suites.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: tool.name, ...counts(cases) })}>`,
    ...suites.flatMap((suite) => suiteLines(suite, verdict)),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Suite {
  readonly rule: RuleInfo;
  readonly cases: readonly Case[];
}

interface Case {
  readonly tensor: string | null;
  /** Null where nothing was found. */
  readonly found: PlaceFindings | null;
  readonly isFailure: boolean;
}

function suiteOf(rule: RuleInfo, { tensors, strict }: Verdict, found: readonly PlaceFindings[]): Suite {
  const ofRule = found.filter((place) => place.rule === rule.name);
  const others = ofRule
    .map(({ tensor }) => tensor)
    .filter((tensor) => tensor === null || !tensors.includes(tensor));
  const cases = [...tensors, ...others].map((tensor) => {
    const here = ofRule.find((place) => place.tensor === tensor) ?? null;
    return { tensor, found: here, isFailure: here !== null && (strict || here.severity === "error") };
  });
  return { rule, cases };
}

/** All of what the schema knows to count. */
function counts(cases: readonly Case[]): Record<string, string> {
  const failures = cases.filter(({ isFailure }) => isFailure).length;
  return { tests: String(cases.length), failures: String(failures), errors: "0", time: "0" };
}

function suiteLines({ rule, cases }: Suite, { model, baseline }: Verdict): string[] {
  return [
    `  <testsuite${attributes({ name: rule.name, ...counts(cases), skipped: "0" })}>`,
    "    <properties>",
    property("model", model),
    ...(baseline === null ? [] : [property("baseline", baseline)]),
    "    </properties>",
    ...cases.flatMap((test) => caseLines(test, rule)),
    "  </testsuite>",
  ];
}

function property(name: string, { path }: ModelInfo): string {
  return `      <property${attributes({ name, value: path })}/>`;
}

function caseLines({ tensor, found, isFailure }: Case, { name, about, why }: RuleInfo): string[] {
  const start = `    <testcase${attributes({ classname: name, name: placeName(tensor), time: "0" })}`;
  if (found === null) return [`${start}/>`];
  const message = found.violations.map(violationFinding).join("; ");
  const result = isFailure
    ? `<failure${attributes({ type: found.severity, message })}>${escapeXml(`${about} ${why}`)}</failure>`
    : `<system-out>${escapeXml(`warning: ${message}`)}</system-out>`;
  return [`${start}>`, `      ${result}`, "    </testcase>"];
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join("");
}
