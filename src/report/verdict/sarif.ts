import { createHash } from "node:crypto";
import type { ToolInfo } from "../../model/document.js";
import type { CheckFinding, RuleInfo, RuleLevel, Severity, Unchecked, Verdict } from "../../model/verdict.js";
import { evidenceMessage } from "../../words/evidence.js";
import { causeKey, rulesInForce } from "../../words/places.js";
import { findingLine } from "../../words/verdict.js";
import { stringify } from "../json/stringify.js";
import { uriReference } from "./uri.js";

/**
 * Verdicts as SARIF 2.1.0 (OASIS), one run with a result for each checkpoint and cause, its evidence among the properties. A finding
 * is about the file as a whole, which is binary: its region is line 1, without which GitHub shows nothing. Nothing in it depends
 * on the time or the machine but the path.
 */

const SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

export function verdictsSarif(
  verdicts: readonly Verdict[],
  tool: ToolInfo,
  unchecked: readonly Unchecked[] = [],
): string {
  const rules = rulesInForce(verdicts);
  const ruleNames = rules.map(({ name }) => name);
  return stringify({
    $schema: SARIF_SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            semanticVersion: tool.version,
            rules: rules.map(ruleSarif),
          },
        },
        ...invocations(unchecked),
        results: verdicts.flatMap((verdict) => resultsSarif(verdict, ruleNames)),
      },
    ],
  });
}

/** GitHub's code scanning shows nothing of a rule that has no help. */
function ruleSarif({ name, about, why, defaultLevel }: RuleInfo) {
  const text = `${about} ${why}`;
  return {
    id: name,
    shortDescription: { text: about },
    fullDescription: { text },
    help: { text },
    defaultConfiguration: levelSarif(defaultLevel),
  };
}

function levelSarif(level: RuleLevel) {
  return level === "off" ? { enabled: false, level: "warning" } : { level: levelName(level) };
}

function levelName(severity: Severity): "error" | "warning" {
  return severity === "error" ? "error" : "warning";
}

/** Causes of one key are counted, so that each has a fingerprint of its own. */
function resultsSarif(verdict: Verdict, ruleNames: readonly string[]) {
  const seen = new Map<string, number>();
  return verdict.findings.map((finding) => {
    const key = causeKey(finding);
    const turn = (seen.get(key) ?? 0) + 1;
    seen.set(key, turn);
    return {
      ...resultSarif(finding, verdict, ruleNames),
      partialFingerprints: fingerprints(key, turn),
      properties: propertiesSarif(finding),
    };
  });
}

/** Where checkpoints could not be read. */
function invocations(unchecked: readonly Unchecked[]) {
  if (unchecked.length === 0) return {};
  const toolExecutionNotifications = unchecked.map(({ path, what }) => ({
    level: "error",
    message: { text: `could not be checked: ${what}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriReference(path) } } }],
  }));
  return { invocations: [{ executionSuccessful: false, toolExecutionNotifications }] };
}

function propertiesSarif({ diagnosis, evidence }: CheckFinding) {
  return {
    kind: diagnosis?.kind ?? null,
    evidence: evidence.map((one) => ({ ...one, text: evidenceMessage(one) })),
  };
}

function resultSarif(finding: CheckFinding, verdict: Verdict, ruleNames: readonly string[]) {
  const { rule, severity, tensors } = finding;
  const { files, path } = verdict.model;
  return {
    ruleId: rule,
    ruleIndex: ruleNames.indexOf(rule),
    level: levelName(severity),
    message: { text: `${findingLine(finding, verdict)}.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriReference(files[0] ?? path) },
          region: { startLine: 1 },
        },
        ...(tensors.length === 0
          ? {}
          : { logicalLocations: tensors.map((tensor) => ({ fullyQualifiedName: tensor })) }),
      },
    ],
  };
}

/**
 * The same finding in the next run, whatever the numbers are then. GitHub heeds primaryLocationLineHash alone, and would
 * take one from the file's first line, the same for every cause, if it were not given; it has its form, hash:count.
 */
function fingerprints(key: string, turn: number) {
  const hash = createHash("sha256").update(key).digest("hex");
  return { primaryLocationLineHash: `${hash.slice(0, 16)}:${turn}`, "wdist/v2": `${hash}:${turn}` };
}
