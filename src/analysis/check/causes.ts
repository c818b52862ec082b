import type { Finding } from "../../model/findings.js";
import type { CheckFinding, Evidence } from "../../model/verdict.js";
import { groupBy } from "../diagnosis/ranges.js";
import { RULES } from "./rules/index.js";
import { type ModelSubject, namesIn } from "./rules/rule.js";

/** From evidence to causes: what one change explains is one finding, however many rules and tensors tell of it. */

/** Errors first; then the heaviest changes, then what no change explains, in order of the rules. */
export function causesOf(evidence: readonly Evidence[], subject: ModelSubject): CheckFinding[] {
  const explained = evidence.map((one) => ({ one, diagnosis: explanationOf(one, subject) }));
  const place = (diagnosis: Finding | null) =>
    diagnosis === null ? subject.diagnoses.length : subject.diagnoses.indexOf(diagnosis);
  const groups = groupBy(
    explained.toSorted((a, b) => place(a.diagnosis) - place(b.diagnosis)),
    ({ one, diagnosis }) => (diagnosis === null ? one.rule : String(place(diagnosis))),
  );
  const findings = groups.map((group) =>
    causeOf(
      group.map(({ one }) => one),
      group[0]?.diagnosis ?? null,
      subject,
    ),
  );
  return [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))];
}

function causeOf(
  evidence: readonly Evidence[],
  diagnosis: Finding | null,
  { tensors }: ModelSubject,
): CheckFinding {
  const ordered = evidence.toSorted((a, b) => rankOf(a, diagnosis) - rankOf(b, diagnosis));
  const [first] = ordered as [Evidence];
  const concerned = new Set(evidence.flatMap(({ tensor }) => tensor ?? []));
  const known = tensors.map(({ name }) => name).filter((name) => concerned.has(name));
  // What is missing is no tensor of the model.
  const others = [...concerned].filter((name) => !known.includes(name));
  return {
    rule: first.rule,
    severity: first.severity,
    tensors: [...known, ...others],
    diagnosis,
    evidence: ordered,
  };
}

/** The gravest first; of equals what compares with the baseline, and the rules that are about that kind of change. */
function rankOf({ rule, severity }: Evidence, diagnosis: Finding | null): number {
  const { kinds = [], needsBaseline = false } = RULES.find(({ name }) => name === rule) ?? {};
  const isAbout = diagnosis !== null && kinds[0] === diagnosis.kind;
  return (severity === "error" ? 0 : 4) + (isAbout ? 0 : 2) + (needsBaseline ? 0 : 1);
}

/** The change that explains evidence: one of the rule's own kinds, else the heaviest that happened to its tensor. */
function explanationOf({ rule, tensor }: Evidence, subject: ModelSubject): Finding | null {
  const kinds = RULES.find(({ name }) => name === rule)?.kinds ?? [];
  const candidates = subject.diagnoses.filter((finding) => concerns(finding, tensor, subject));
  const likeliest = kinds.flatMap((kind) => candidates.filter((finding) => finding.kind === kind));
  return likeliest[0] ?? (tensor === null ? null : candidates[0]) ?? null;
}

function concerns(finding: Finding, tensor: string | null, subject: ModelSubject): boolean {
  if (finding.kind === "missing") return tensor === null || !subject.model.layerNorms.has(tensor);
  return tensor !== null && namesIn(subject, finding).includes(tensor);
}

function isError({ severity }: { readonly severity: string }): boolean {
  return severity === "error";
}
