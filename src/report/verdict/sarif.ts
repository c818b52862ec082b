import { createHash } from "node:crypto";
import type { ToolInfo } from "../../model/document.js";
import type { ModelInfo } from "../../model/norms.js";
import type { RuleInfo, RuleLevel, Severity, Verdict } from "../../model/verdict.js";
import { byPlace, type PlaceFindings, placeKey, rulesInForce } from "../../words/places.js";
import { placeName, whatWasFound } from "../../words/verdict.js";
import { stringify } from "../json/stringify.js";
import { uriReference } from "./uri.js";

/**
 * Verdicts as SARIF 2.1.0 (OASIS), one run with a result for each checkpoint, rule and tensor. Without a region: a finding is about
 * the file as a whole, which is binary. Nothing in it depends on the time or the machine but the path.
 */

const SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

export function verdictsSarif(verdicts: readonly Verdict[], tool: ToolInfo): string {
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
        results: verdicts.flatMap(({ model, findings }) =>
          byPlace(findings).map((found) => resultSarif(found, model, ruleNames)),
        ),
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

function resultSarif(found: PlaceFindings, model: ModelInfo, ruleNames: readonly string[]) {
  const { rule, tensor, severity, findings } = found;
  return {
    ruleId: rule,
    ruleIndex: ruleNames.indexOf(rule),
    level: levelName(severity),
    message: { text: `${placeName(tensor)}: ${findings.map(whatWasFound).join("; ")}.` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriReference(model.files[0] ?? model.path) } },
        ...(tensor === null ? {} : { logicalLocations: [{ fullyQualifiedName: tensor }] }),
      },
    ],
    partialFingerprints: fingerprints(found),
  };
}

/**
 * The same finding in the next run, whatever the numbers are then. GitHub reads primaryLocationLineHash only, and would
 * take one from the file's first line, the same for every tensor, if it were not given; it has its form, hash:count.
 */
function fingerprints(found: PlaceFindings) {
  const hash = createHash("sha256").update(placeKey(found)).digest("hex");
  return { primaryLocationLineHash: `${hash.slice(0, 16)}:1`, "wdist/v1": hash };
}
