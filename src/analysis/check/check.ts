import type { GptModel } from "../../model/norms.js";
import type { RuleInfo, Verdict } from "../../model/verdict.js";
import { causesOf } from "./causes.js";
import { evidenceOf } from "./evidence.js";
import { type KnownEvidence, withoutKnown } from "./known.js";
import { RULES } from "./rules/index.js";
import type { ModelSubject, Rule } from "./rules/rule.js";
import { type RulePatch, settingOf } from "./settings.js";
import { baselineAlone, readSubject } from "./subject.js";

export interface CheckOptions {
  /** Changes to the rules' default settings, the later ones winning. */
  readonly patches: readonly RulePatch[];
  /** Warnings fail too. */
  readonly strict: boolean;
  /** What an earlier verdict on the model holds; null where none was kept. */
  readonly since?: readonly KnownEvidence[] | null;
}

/** Holds a model's LayerNorms, gains and biases, against every rule; against a baseline where one is given. */
export async function checkModel(
  model: GptModel,
  baseline: GptModel | null,
  options: CheckOptions,
): Promise<Verdict> {
  return verdictOf(await readSubject(model, baseline), options);
}

/** The verdict on what has been read. */
export function verdictOf(subject: ModelSubject, { patches, strict, since = null }: CheckOptions): Verdict {
  const { model, baseline, tensors } = subject;
  const inForce = RULES.filter((rule) => isInForce(rule, subject, patches));
  const all = inForce.flatMap((rule) => evidenceOf(rule, subject, patches));
  const evidence = withoutKnown(withoutKnown(all, baselineEvidence(inForce, subject, patches)), since ?? []);
  const findings = causesOf(evidence, subject);
  return {
    model: model.info,
    baseline: baseline?.info ?? null,
    rules: inForce.map(infoOf),
    tensors: tensors.map(({ name }) => name),
    findings,
    known: all.length - evidence.length,
    strict,
    failed: findings.some(({ severity }) => severity === "error") || (strict && findings.length > 0),
  };
}

/** Everything that the rules measure in the baseline by itself, below their thresholds, too: what barely passes one is no news. */
function baselineEvidence(rules: readonly Rule[], subject: ModelSubject, patches: readonly RulePatch[]) {
  const alone = baselineAlone(subject);
  if (alone === null) return [];
  return rules
    .filter(({ needsBaseline }) => !needsBaseline)
    .flatMap((rule) =>
      evidenceOf(rule, alone, rule.kind === "fact" ? patches : [...patches, anyValue(rule)]),
    );
}

function anyValue({ name }: Rule): RulePatch {
  return { rule: name, level: "error", options: { warn: 0, max: 0 }, tensors: null };
}

function isInForce(rule: Rule, { baseline, tensors }: ModelSubject, patches: readonly RulePatch[]): boolean {
  if (rule.needsBaseline && baseline === null) return false;
  const names = [null, ...tensors.map(({ name }) => name)];
  return names.some((name) => settingOf(rule, name, patches).level !== "off");
}

function infoOf({ name, about, why, needsBaseline, defaultLevel }: Rule): RuleInfo {
  return { name, about, why, needsBaseline, defaultLevel };
}
