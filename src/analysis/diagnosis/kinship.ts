import { type CorrelationMatrix, correlationMatrix } from "../../stats/correlation.js";
import type { Kin, MeasuredPair, Subject, Unpaired } from "./subject.js";

/** Tensors that can hold each other's values: of one width and one parameter, all finite. */
interface Relatives {
  readonly pairs: readonly MeasuredPair[];
  /** Spearman's correlation of pre tensor `row` with post tensor `column`, about the means. */
  readonly spearman: CorrelationMatrix;
}

/** How the tensors of post correlate with all tensors of pre; worked out when first asked for. */
class Kinship implements Kin {
  readonly #pairs: readonly MeasuredPair[];
  #groups: ReadonlyMap<MeasuredPair, Relatives> | null = null;

  constructor(pairs: readonly MeasuredPair[]) {
    this.#pairs = pairs;
  }

  /** The tensors that `pair` can be confused with, itself included, and its correlation with each as it was before (0 where either is constant). */
  of(pair: MeasuredPair): readonly { readonly other: MeasuredPair; readonly spearman: number }[] {
    this.#groups ??= groupKin(this.#pairs);
    const kin = this.#groups.get(pair);
    if (kin === undefined) return [];
    const column = kin.pairs.indexOf(pair);
    return kin.pairs.map((other, row) => ({ other, spearman: kin.spearman[row]?.[column] ?? 0 }));
  }
}

function groupKin(pairs: readonly MeasuredPair[]): Map<MeasuredPair, Relatives> {
  const groups = new Map<string, MeasuredPair[]>();
  for (const pair of pairs) {
    if (pair.pre.summary.nonFinite + pair.post.summary.nonFinite > 0) continue;
    const key = `${pair.id.parameter} ${pair.pre.values.length}`;
    groups.set(key, [...(groups.get(key) ?? []), pair]);
  }
  const kin = new Map<MeasuredPair, Relatives>();
  for (const members of groups.values()) {
    const spearman = correlationMatrix(
      members.map(({ pre }) => pre.values),
      members.map(({ post }) => post.values),
      "spearman",
    );
    for (const pair of members) kin.set(pair, { pairs: members, spearman });
  }
  return kin;
}

export function subjectOf(pairs: readonly MeasuredPair[], unpaired: readonly Unpaired[] = []): Subject {
  return { pairs, unpaired, kinship: new Kinship(pairs) };
}
