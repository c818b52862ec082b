import { Chalk } from "chalk";
import { GPT2 } from "../../../src/family/gpt2/gpt2.js";
import type { ModelInfo } from "../../../src/model/norms.js";
import type { CheckFinding, RuleInfo, Severity, Verdict } from "../../../src/model/verdict.js";
import type { TerminalStyle } from "../../../src/report/terminal/style.js";
import type { VerdictContext } from "../../../src/report/verdict/index.js";

/** Verdicts of every kind, made up: no file holds these models. */

export const TOOL = { name: "gpt2-wdist", version: "1.2.3" };
export const PLAIN: TerminalStyle = {
  columns: 80,
  wrap: false,
  ascii: false,
  chalk: new Chalk({ level: 0 }),
};
export const CONTEXT: VerdictContext = { tool: TOOL, style: PLAIN };

/** A path with something for every output that takes text for more than text. */
export const HOSTILE_PATH =
  "runs/<script>alert('x')</script>&amp;\"q\"/%0A::error::owned\n::error title=x::y\r\u001b[31m\u202e|`[a](b)`, ünïcödé 模型 \ud800\uffff.safetensors";

export const RULES: readonly RuleInfo[] = [
  rule("non-finite", "A tensor holds NaN or infinite values.", "No working model has one."),
  rule(
    "missing-norm",
    "A LayerNorm that every GPT-2 has is not in the checkpoint.",
    "It keeps its initial value.",
  ),
  rule("outlier-fraction", "Too many gains are outliers.", "Every trained GPT-2 has some."),
  rule("shape-changed", "The model has another size than the baseline.", "Then it is another model.", true),
  rule("median-shift", "The median gain moved.", 'Fine-tuning moves it by < 15 % & "a bit".', true),
];

function rule(name: string, about: string, why: string, needsBaseline = false): RuleInfo {
  return { name, about, why, needsBaseline, defaultLevel: name === "median-shift" ? "warn" : "error" };
}

export function modelInfo(path: string, files: readonly string[] = [path]): ModelInfo {
  return {
    path,
    format: "safetensors",
    files,
    architecture: GPT2.architecture,
    naming: "h.N.ln_1.weight",
    place: "",
    prefix: "transformer.",
    blocks: 12,
    width: 768,
    dtypes: ["F32"],
    tensorCount: 148,
  };
}

export const TENSORS = [
  ...Array.from({ length: 12 }, (_, block) => [`h.${block}.ln_1.weight`, `h.${block}.ln_2.weight`]).flat(),
  "ln_f.weight",
];

/** A shifted median, a warning in the sixth block unless said otherwise. */
export function finding(changes: Partial<CheckFinding> = {}): CheckFinding {
  return {
    rule: "median-shift",
    severity: "warn",
    tensor: "h.6.ln_2.weight",
    measure: "relative shift of the median",
    value: 0.14938,
    threshold: 0.05,
    dims: [],
    detail: null,
    ...changes,
  };
}

/** A verdict of these findings, errors first as analysis/check puts them. */
export function verdict(findings: readonly CheckFinding[], changes: Partial<Verdict> = {}): Verdict {
  const of = (severity: Severity) => findings.filter((one) => one.severity === severity);
  const strict = changes.strict ?? false;
  return {
    model: modelInfo("runs/post/model.safetensors"),
    baseline: modelInfo("runs/pre/model.safetensors"),
    rules: RULES,
    tensors: TENSORS,
    findings: [...of("error"), ...of("warn")],
    strict,
    failed: of("error").length > 0 || (strict && findings.length > 0),
    ...changes,
  };
}

export const NON_FINITE = finding({
  rule: "non-finite",
  severity: "error",
  tensor: "h.0.ln_1.weight",
  measure: "NaN or infinite values",
  value: null,
  threshold: null,
  dims: [3, 7, 12, 40, 41, 42, 99],
});

export const MODEL_WIDE = ["another width", "another number of blocks"].map((measure) =>
  finding({
    rule: "shape-changed",
    severity: "error",
    tensor: null,
    measure,
    value: null,
    threshold: null,
    detail: measure === "another width" ? "768 instead of 1024" : "12 instead of 24",
  }),
);

const MISSING = finding({
  rule: "missing-norm",
  severity: "error",
  tensor: "ln_f.bias",
  measure: "not in the checkpoint",
  value: null,
  threshold: null,
});

const OUTLIERS = finding({
  rule: "outlier-fraction",
  measure: "share of outliers",
  value: 0.31,
  threshold: 0.15,
});

const MANY_WARNINGS = TENSORS.slice(0, 13).map((tensor, i) => finding({ tensor, value: 0.06 + i / 100 }));

const NO_BASELINE = { baseline: null, rules: RULES.filter(({ needsBaseline }) => !needsBaseline) };

/** Every kind, by what is special about it. */
export const VERDICTS: Readonly<Record<string, Verdict>> = {
  clean: verdict([]),
  "one error": verdict([NON_FINITE]),
  "many warnings": verdict(MANY_WARNINGS),
  "many warnings, strict": verdict(MANY_WARNINGS, { strict: true }),
  mixed: verdict([NON_FINITE, MISSING, ...MODEL_WIDE, OUTLIERS, ...MANY_WARNINGS]),
  "no baseline": verdict([NON_FINITE, OUTLIERS], NO_BASELINE),
  "a value that is none": verdict([finding({ value: null, severity: "error" })]),
  "an infinite value": verdict([finding({ value: Number.POSITIVE_INFINITY })]),
  "no tensors": verdict([MISSING], { tensors: [], ...NO_BASELINE }),
  hostile: verdict([NON_FINITE, finding({ detail: HOSTILE_PATH })], {
    model: modelInfo(HOSTILE_PATH),
    baseline: modelInfo(HOSTILE_PATH),
  }),
};

/** Of three checkpoints: clean, failed, and one whose short name is that of another. */
export const SEVERAL: readonly Verdict[] = [
  verdict([], { model: modelInfo("runs/checkpoint-100/model.safetensors") }),
  verdict([NON_FINITE, ...MODEL_WIDE, ...MANY_WARNINGS.slice(0, 2)]),
  verdict([OUTLIERS], { model: modelInfo("elsewhere/checkpoint-100/model.safetensors"), ...NO_BASELINE }),
];

export function verdictNamed(name: string): Verdict {
  return VERDICTS[name] as Verdict;
}
