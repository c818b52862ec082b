import type { TensorId } from "../../model/architecture.js";
import type { MeasuredTensor } from "../../model/comparison.js";
import type { Correlations } from "../../model/lineage.js";
import type { Side } from "../../model/numbers.js";

export type MeasuredPair = MeasuredTensor;

/** Tensors that only one of two checkpoints has. */
export interface Unpaired {
  /** The checkpoint without them. */
  readonly from: Side;
  readonly tensors: readonly TensorId[];
}

/** How the tensors of post correlate with those of pre. */
export interface Kin {
  /** All of them: of the gains, and of the biases. */
  readonly correlations: readonly Correlations[];
  /** The tensors that `pair` can be confused with, itself included, and its correlation with each as it was before (0 for none). */
  of(pair: MeasuredPair): readonly { readonly other: MeasuredPair; readonly spearman: number }[];
}

/** Both checkpoints as a whole: every norm, gains and biases. */
export interface Subject {
  /** In order of the forward pass. */
  readonly pairs: readonly MeasuredPair[];
  readonly unpaired: readonly Unpaired[];
  readonly kinship: Kin;
}

/** What one kind of diagnosis says of the tensors that no earlier kind has explained. */
export interface Diagnosed<Finding> {
  readonly findings: readonly Finding[];
  /** Tensors of which all is said; later kinds are not asked about them. */
  readonly settled: readonly MeasuredPair[];
}

export function isGain({ id }: MeasuredPair): boolean {
  return id.parameter === "gain";
}
