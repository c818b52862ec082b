import { diagnosed, type Fact, type FactRule, type ModelSubject, namesIn } from "./rule.js";

export const unrelated: FactRule = {
  kind: "fact",
  name: "unrelated",
  about:
    "Dimension by dimension, a tensor has nothing to do with the baseline's: it was replaced, or it is from another model.",
  why: "However long it is trained, a LayerNorm remains correlated with what it was. Biases alone are a warning, since those of a young model are mostly noise.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["unrelated"],
  options: {},
  find: (subject) => {
    const gains = diagnosed(subject, "unrelated").some(({ tensors }) =>
      tensors.some(({ parameter }) => parameter === "gain"),
    );
    return diagnosed(subject, "unrelated").flatMap((finding) =>
      namesIn(subject, finding).map(
        (tensor): Fact => ({
          severity: gains ? "error" : "warn",
          measure: "no correlation with the baseline",
          tensor,
          ...correlation(subject, tensor),
        }),
      ),
    );
  },
};

function correlation({ tensors }: ModelSubject, name: string): Pick<Fact, "detail"> {
  const spearman = tensors.find((tensor) => tensor.name === name)?.change?.spearman ?? null;
  return spearman === null ? {} : { detail: `rank correlation ${spearman.toFixed(2)}` };
}
