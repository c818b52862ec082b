import type { Comparison } from "../../model/comparison.js";
import type { Finding } from "../../model/findings.js";

/** What a picture of gains says where biases changed too: titles tell of the whole model, pictures show what was selected. */
export function biasesLeftOut({
  tensors,
  findings,
}: Pick<Comparison, "tensors" | "findings">): readonly string[] {
  const hasBiases = tensors.length === 0 || tensors.some(({ id }) => id.parameter === "bias");
  return !hasBiases && haveBiasesChanged(findings) ? ["Biases changed too, not drawn."] : [];
}

/** Some are not what they were. */
export function haveBiasesChanged(findings: readonly Finding[]): boolean {
  return findings.some((finding) => {
    const { kind, weight, tensors } = finding;
    const isAsBefore = weight === "same" || kind === "missing" || (kind === "not-finite" && finding.wasSo);
    return !isAsBefore && tensors.some(({ parameter }) => parameter === "bias");
  });
}
