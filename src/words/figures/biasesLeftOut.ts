import type { Parameter } from "../../model/architecture.js";
import type { Comparison } from "../../model/comparison.js";
import type { Finding } from "../../model/findings.js";

/** What a picture of gains says where biases changed too: titles tell of the whole model, pictures show what was selected. */
export function biasesLeftOut({
  tensors,
  findings,
}: Pick<Comparison, "tensors" | "findings">): readonly string[] {
  const hasBiases = tensors.length === 0 || tensors.some(({ id }) => id.parameter === "bias");
  if (hasBiases || !haveBiasesChanged(findings)) return [];
  return [`Biases changed${haveChanged(findings, "gain") ? " too" : ""}, not drawn.`];
}

/** Some are not what they were. */
export function haveBiasesChanged(findings: readonly Finding[]): boolean {
  return haveChanged(findings, "bias");
}

function haveChanged(findings: readonly Finding[], parameter: Parameter): boolean {
  return findings.some((finding) => {
    const { kind, weight, tensors } = finding;
    const isAsBefore = weight === "same" || kind === "missing" || (kind === "not-finite" && finding.wasSo);
    return !isAsBefore && tensors.some((id) => id.parameter === parameter);
  });
}
