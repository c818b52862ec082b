import { escapeControls } from "../escape.js";
import type { CheckFinding, Verdict } from "../model/verdict.js";
import { type Places, placesOf, ruleEvidenceWords, whereNamed } from "./evidence.js";
import { clause } from "./findings/clause.js";
import { modelLabels } from "./modelLabel.js";
import { capitalise, listed, plural } from "./phrases.js";
import { byRule, ofSeverity } from "./places.js";
import { stepWords } from "./run/steps.js";

/** Findings and verdicts in plain words, in ASCII. */

/** Of how many rules a finding tells what they measured; the reports for machines hold all of it. */
const RULES_TOLD = 4;
/** How many checkpoints a sentence lists. */
const NAMES_LISTED = 8;

/** One finding of a verdict in words. */
export interface FindingWords {
  /** What happened and where: the cause, a sentence without its full stop. */
  readonly cause: string;
  /** What the gravest rules measured, where, and by which threshold. */
  readonly evidence: readonly { readonly rule: string; readonly text: string }[];
  /** The rules that tell of it, too. */
  readonly others: readonly string[];
  /** What to do next: a command. */
  readonly next: string;
}

export function findingWords(finding: CheckFinding, { model, tensors }: Verdict): FindingWords {
  const places = placesOf(model.architecture, tensors);
  const ofRules = byRule(finding);
  const evidence = ofRules.slice(0, RULES_TOLD).map(({ rule, evidence: own }) => ({
    rule,
    text: ruleEvidenceWords(own, places),
  }));
  return {
    cause: escapeControls(causeWords(finding, places)),
    evidence,
    others: ofRules.slice(RULES_TOLD).map(({ rule }) => rule),
    next: `gpt2-wdist check --explain ${finding.rule}`,
  };
}

/** All of it in one line, for those who have no more room. */
export function findingLine(finding: CheckFinding, verdict: Verdict): string {
  const words = findingWords(finding, verdict);
  return `${words.cause}. ${evidenceLines(words).join(". ")}. Next: ${words.next}`;
}

/** The evidence a line a rule, and a line on the others. */
export function evidenceLines({ evidence, others }: FindingWords): string[] {
  const lines = evidence.map(({ rule, text }) => `${rule}: ${text}`);
  return others.length === 0 ? lines : [...lines, `also: ${others.join(", ")}`];
}

function causeWords(finding: CheckFinding, places: Places): string {
  const { diagnosis, tensors, rule } = finding;
  if (diagnosis !== null) return capitalise(ofCheckpoint(clause(diagnosis, places.all)), places.architecture);
  const where = tensors.length === 0 ? "the model as a whole" : whereNamed(tensors, places);
  return `${capitalise(where, places.architecture)}: ${measures(finding, rule)}`;
}

/** What the first rule measures, without its numbers: they are the evidence's. */
function measures({ evidence }: CheckFinding, rule: string): string {
  const own = evidence.filter((one) => one.rule === rule);
  return [
    ...new Set(own.map(({ measure, value }) => (value === null ? measure : `${measure} is too large`))),
  ].join(", ");
}

/** Sentences on a comparison speak of pre and post. */
function ofCheckpoint(sentence: string): string {
  return sentence.replace(/\bpre\b/g, "the baseline").replace(/\bpost\b/g, "the checkpoint");
}

/** "2 errors and 13 warnings in 25 tensors by 9 rules (strict: warnings fail)." */
export function verdictHeadline({ findings, tensors, rules, strict }: Verdict): string {
  const [errors, warnings] = [ofSeverity(findings, "error").length, ofSeverity(findings, "warn").length];
  const counts = [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ];
  const found = counts.length === 0 ? "No findings" : counts.join(" and ");
  const remark = strict && warnings > 0 ? " (strict: warnings fail)" : "";
  return `${found} in ${plural(tensors.length, "tensor")} by ${plural(rules.length, "rule")}${remark}.`;
}

/** A verdict among others, and what its checkpoint is called there: as it is, for whoever prints it to escape. */
export interface NamedVerdict {
  readonly name: string;
  readonly verdict: Verdict;
}

export function nameVerdicts(verdicts: readonly Verdict[]): NamedVerdict[] {
  const names = modelLabels(verdicts.map(({ model }) => model.path));
  return verdicts.map((verdict, i) => ({ name: ofStep(verdict, names[i] ?? verdict.model.path), verdict }));
}

/** "step 1,200 (checkpoint-1200)" of a run. */
function ofStep({ model: { ofRun } }: Verdict, name: string): string {
  return ofRun === undefined ? name : `${stepWords(ofRun.step, ofRun)} (${name})`;
}

/** "2 of 5 checkpoints failed: checkpoint-300, checkpoint-500." The names are to be escaped. */
export function verdictsHeadline(named: readonly NamedVerdict[], unchecked = 0): string {
  const failed = named.filter(({ verdict }) => verdict.failed);
  const count = failed.length === 0 ? "None" : String(failed.length);
  const names = failed.map(({ name }) => name);
  const which = failed.length === 0 ? "" : `: ${listed(names, NAMES_LISTED, { beforeMore: "," })}`;
  const others = unchecked === 0 ? "" : `; ${unchecked} could not be checked`;
  return `${count} of ${plural(named.length, "checkpoint")} failed${which}${others}.`;
}
