import type { GptModel } from "../../model/norms.js";
import { canonicalName } from "../../model/sites.js";
import type { CheckFinding, RuleInfo, RuleSetting, Severity, Verdict } from "../../model/verdict.js";
import { compareVectors } from "../../stats/change.js";
import { summarize } from "../../stats/summary.js";
import { RULES } from "./rules/index.js";
import type { Fact, ModelSubject, Rule, TensorSubject, ThresholdRule } from "./rules/rule.js";
import { type RulePatch, settingOf } from "./settings.js";

export interface CheckOptions {
  /** Changes to the rules' default settings, the later ones winning. */
  readonly patches: readonly RulePatch[];
  /** Warnings fail too. */
  readonly strict: boolean;
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
export function verdictOf(subject: ModelSubject, options: CheckOptions): Verdict {
  const { model, baseline } = subject;
  const inForce = RULES.filter((rule) => isInForce(rule, subject, options.patches));
  const findings = inForce.flatMap((rule) => findingsOf(rule, subject, options.patches));
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warn");
  return {
    model: model.info,
    baseline: baseline?.info ?? null,
    rules: inForce.map(infoOf),
    tensors: subject.tensors.map(({ name }) => name),
    findings: [...errors, ...warnings],
    strict: options.strict,
    failed: errors.length > 0 || (options.strict && warnings.length > 0),
  };
}

/** Reads every LayerNorm of the model, and its counterpart in the baseline where that has the same shape. */
export async function readSubject(model: GptModel, baseline: GptModel | null): Promise<ModelSubject> {
  const [values, before] = await Promise.all([readAll(model), baseline === null ? null : readAll(baseline)]);
  const tensors = [...model.layerNorms].map(([name, { id, site }]): TensorSubject => {
    const own = values.get(name) ?? new Float64Array();
    const bias =
      id.parameter === "gain" ? values.get(canonicalName(site, { ...id, parameter: "bias" })) : undefined;
    const counterpart = before?.get(name);
    const paired = counterpart?.length === own.length ? counterpart : undefined;
    return {
      name,
      id,
      site,
      values: own,
      summary: summarize(own),
      bias: bias ?? null,
      baseline: paired === undefined ? null : { values: paired, summary: summarize(paired) },
      change: paired === undefined ? null : compareVectors(paired, own, 0),
    };
  });
  return { model, baseline, tensors };
}

/** Every norm's effective values, by canonical name. */
async function readAll(model: GptModel): Promise<Map<string, Float64Array>> {
  const names = [...model.layerNorms.keys()];
  const values = await Promise.all(names.map((name) => model.readEffective(name)));
  return new Map(names.map((name, i) => [name, values[i] ?? new Float64Array()]));
}

function isInForce(rule: Rule, { baseline, tensors }: ModelSubject, patches: readonly RulePatch[]): boolean {
  if (rule.needsBaseline && baseline === null) return false;
  const names = [null, ...tensors.map(({ name }) => name)];
  return names.some((name) => settingOf(rule, name, patches).level !== "off");
}

function findingsOf(rule: Rule, subject: ModelSubject, patches: readonly RulePatch[]): CheckFinding[] {
  const setting = (tensor: string | null) => settingOf(rule, tensor, patches);
  if (rule.kind === "fact") {
    return rule
      .find(subject, (tensor) => setting(tensor).options)
      .flatMap((fact) => factFinding(rule, fact, setting(fact.tensor)));
  }
  return subject.tensors.flatMap((tensor) => thresholdFinding(rule, tensor, setting(tensor.name)));
}

function factFinding(rule: Rule, fact: Fact, { level }: RuleSetting): CheckFinding[] {
  const severity = cap(fact.severity, level);
  if (severity === null) return [];
  const { measure, tensor, dims = [], detail = null } = fact;
  return [{ rule: rule.name, severity, tensor, measure, value: null, threshold: null, dims, detail }];
}

function thresholdFinding(
  rule: ThresholdRule,
  tensor: TensorSubject,
  { level, options }: RuleSetting,
): CheckFinding[] {
  const measured = level === "off" ? null : rule.measureTensor(tensor);
  if (measured === null) return [];
  const { value, severeValue = value, dims = [] } = measured;
  const [warn, max] = [Number(options.warn), Number(options.max)];
  const grade = severeValue > max ? "error" : value > warn ? "warn" : null;
  const severity = grade === null ? null : cap(grade, level);
  if (severity === null) return [];
  const passed = grade === "error" ? { value: severeValue, threshold: max } : { value, threshold: warn };
  return [
    { rule: rule.name, severity, tensor: tensor.name, measure: rule.measure, ...passed, dims, detail: null },
  ];
}

/** A finding is never more severe than its rule's level. */
function cap(severity: Severity, level: RuleSetting["level"]): Severity | null {
  if (level === "off") return null;
  return level === "warn" ? "warn" : severity;
}

function infoOf({ name, about, why, needsBaseline, defaultLevel }: Rule): RuleInfo {
  return { name, about, why, needsBaseline, defaultLevel };
}
