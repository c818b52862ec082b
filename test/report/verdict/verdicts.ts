import { Chalk } from "chalk";
import { GPT2 } from "../../../src/family/gpt2/gpt2.js";
import type { ModelInfo } from "../../../src/model/norms.js";
import type {
  CheckFinding,
  Evidence,
  RuleInfo,
  Severity,
  Unchecked,
  Verdict,
} from "../../../src/model/verdict.js";
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
export const CONTEXT: VerdictContext = { tool: TOOL, style: PLAIN, unchecked: [] };

/** A path with something for every output that takes text for more than text. */
export const HOSTILE_PATH =
  "runs/<script>alert('x')</script>&amp;\"q\"/%0A::error::owned\n::error title=x::y\r\u001b[31m\u202e|`[a](b)`, ünïcödé 模型 \ud800\uffff.safetensors";

export const RULES: readonly RuleInfo[] = [
  rule("non-finite", "A tensor holds NaN or infinite values.", "No working model has one."),
  rule(
    "norm-lost",
    "A LayerNorm that every GPT-2 has is not in the checkpoint.",
    "It keeps its initial value.",
  ),
  rule("outlier-fraction", "Too many gains are outliers.", "Every trained GPT-2 has some."),
  rule("shape-changed", "The model has another size than the baseline.", "Then it is another model.", true),
  rule("relative-change", "The gains moved.", "Training moves them.", true),
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
export function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    rule: "median-shift",
    severity: "warn",
    tensor: "h.6.ln_2.weight",
    measure: "relative shift of the median",
    value: 0.14938,
    threshold: 0.05,
    option: "warn",
    before: null,
    after: null,
    dims: [],
    detail: null,
    ...changes,
  };
}

/** A cause without a diagnosis, of this evidence. */
export function causeOf(...all: readonly Evidence[]): CheckFinding {
  const of = (severity: Severity) => all.filter((one) => one.severity === severity);
  const [first] = [...of("error"), ...of("warn")] as [Evidence];
  const tensors = [...new Set(all.flatMap(({ tensor }) => tensor ?? []))];
  const { rule, severity } = first;
  return { rule, severity, tensors, diagnosis: null, evidence: [...of("error"), ...of("warn")] };
}

/** A cause of one piece of evidence. */
export function finding(changes: Partial<Evidence> = {}): CheckFinding {
  return causeOf(evidence(changes));
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
    known: 0,
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
  option: null,
  dims: [3, 7, 12, 40, 41, 42, 99],
});

export const MODEL_WIDE = causeOf(
  ...["another width", "another number of blocks"].map((measure) =>
    evidence({
      rule: "shape-changed",
      severity: "error",
      tensor: null,
      measure,
      value: null,
      threshold: null,
      option: null,
      detail: measure === "another width" ? "768 instead of 1024" : "12 instead of 24",
    }),
  ),
);

const MISSING = finding({
  rule: "norm-lost",
  severity: "error",
  tensor: "ln_f.bias",
  measure: "not in the checkpoint",
  value: null,
  threshold: null,
  option: null,
});

const OUTLIERS = finding({
  rule: "outlier-fraction",
  measure: "share of outliers",
  value: 0.31,
  threshold: 0.15,
});

const MANY_WARNINGS = causeOf(
  ...TENSORS.slice(0, 13).map((tensor, i) => evidence({ tensor, value: 0.06 + i / 100 })),
);

/** ln_2 of two blocks grew: two rules tell of one change. */
export const GREW: CheckFinding = {
  ...causeOf(
    evidence({ before: 0.2627, after: 0.3019 }),
    evidence({ tensor: "h.7.ln_2.weight", value: 0.136, before: 0.25, after: 0.284 }),
    evidence({ rule: "relative-change", measure: "relative change", value: 0.153, threshold: 0.1 }),
  ),
  diagnosis: {
    kind: "moved",
    weight: "changed",
    tensors: [6, 7].map((block) => ({ norm: "ln_2", block, parameter: "gain" })),
    growth: { min: 0.136, max: 0.149 },
    shift: { min: 0.036, max: 0.04 },
    iqrs: { min: 1.1, max: 1.3 },
    shareUp: { min: 0.99, max: 0.996 },
    shareDown: { min: 0.004, max: 0.01 },
  },
};

const NO_BASELINE = { baseline: null, rules: RULES.filter(({ needsBaseline }) => !needsBaseline) };

/** Two that could not be read. */
export const UNCHECKED: readonly Unchecked[] = [
  { path: "runs/gone", code: "NOT_FOUND", what: "there is no such file or directory", fix: "check the path" },
  { path: HOSTILE_PATH, code: "MALFORMED", what: "the header is cut off", fix: null },
];

/** Every kind, by what is special about it. */
export const VERDICTS: Readonly<Record<string, Verdict>> = {
  clean: verdict([]),
  "one error": verdict([NON_FINITE]),
  "many warnings": verdict([MANY_WARNINGS]),
  "many warnings, strict": verdict([MANY_WARNINGS], { strict: true }),
  mixed: verdict([NON_FINITE, MISSING, MODEL_WIDE, OUTLIERS, MANY_WARNINGS, GREW]),
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
  verdict([NON_FINITE, MODEL_WIDE, MANY_WARNINGS]),
  verdict([OUTLIERS], { model: modelInfo("elsewhere/checkpoint-100/model.safetensors"), ...NO_BASELINE }),
];

export function verdictNamed(name: string): Verdict {
  return VERDICTS[name] as Verdict;
}
