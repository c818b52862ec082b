import type { Correlations } from "../../model/lineage.js";
import { correlationMatrix } from "../../stats/correlation.js";
import type { Kin, MeasuredPair, Subject, Unpaired } from "./subject.js";

/** How the tensors of post correlate with all tensors of pre; worked out when first asked for. */
class Kinship implements Kin {
  readonly #pairs: readonly MeasuredPair[];
  #groups: readonly Group[] | null = null;

  constructor(pairs: readonly MeasuredPair[]) {
    this.#pairs = pairs;
  }

  get correlations(): readonly Correlations[] {
    return this.#grouped().map(({ correlations }) => correlations);
  }

  /** The tensors that `pair` can be confused with, itself included, and its correlation with each as it was before (0 where either is constant). */
  of(pair: MeasuredPair): readonly { readonly other: MeasuredPair; readonly spearman: number }[] {
    const group = this.#grouped().find(({ pairs }) => pairs.includes(pair));
    if (group === undefined || !isAllFinite(pair)) return [];
    const column = group.pairs.indexOf(pair);
    return group.pairs.flatMap((other, row) =>
      isAllFinite(other) && other.pre.values.length === pair.pre.values.length
        ? [{ other, spearman: group.correlations.spearman[row]?.[column] ?? 0 }]
        : [],
    );
  }

  #grouped(): readonly Group[] {
    this.#groups ??= (["gain", "bias"] as const).flatMap((parameter) => {
      const pairs = this.#pairs.filter(({ id }) => id.parameter === parameter);
      return pairs.length === 0 ? [] : [groupOf(parameter, pairs)];
    });
    return this.#groups;
  }
}

interface Group {
  readonly pairs: readonly MeasuredPair[];
  readonly correlations: Correlations;
}

function groupOf(parameter: Correlations["parameter"], pairs: readonly MeasuredPair[]): Group {
  const spearman = correlationMatrix(
    pairs.map(({ pre }) => pre.values),
    pairs.map(({ post }) => post.values),
    "spearman",
  );
  return { pairs, correlations: { parameter, tensors: pairs.map(({ id }) => id), spearman } };
}

function isAllFinite({ pre, post }: MeasuredPair): boolean {
  return pre.summary.nonFinite + post.summary.nonFinite === 0;
}

export function subjectOf(pairs: readonly MeasuredPair[], unpaired: readonly Unpaired[] = []): Subject {
  return { pairs, unpaired, kinship: new Kinship(pairs) };
}
