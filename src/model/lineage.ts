/** Whether two checkpoints have one origin, as far as their norms tell: data only; words/ says it. */

import type { Parameter, TensorId } from "./architecture.js";
import type { Range } from "./findings.js";

/** "related": one was made from the other, or both from a third. The numbers do not tell which. */
export type LineageVerdict = "related" | "unrelated" | "undecided";

/** Over the tensors that can tell: finite ones, which are not one number. Null where undefined. */
export interface Lineage {
  readonly verdict: LineageVerdict;
  /** How many tensors were judged. */
  readonly tensors: number;
  /** Spearman's correlation about the mean of each tensor with itself: smallest and largest, and the median. */
  readonly spearman: Range | null;
  readonly medianSpearman: number | null;
  readonly medianPearson: number | null;
  /** Median of abs(Spearman) of post's tensors with all other tensors of pre. */
  readonly othersMedian: number | null;
  /** The highest of a tensor with the same one of a neighbouring block. */
  readonly neighboursHighest: number | null;
  /** What abs(correlation) of unrelated tensors of the smallest width stays below, 95 times in 100: 1.96 / sqrt(n - 1). */
  readonly chance: number | null;
  /** The mean correlation in standard deviations of what a shuffling of the dimensions gives. */
  readonly errors: number | null;
  /** Share of all values that are the same bit for bit. */
  readonly sharedValues: number | null;
  /** Share of the tensors that hold the very numbers that some tensor of pre holds, on whatever dimensions. */
  readonly sharedTensors: number | null;
}

/** How every tensor of post correlates with every tensor of pre: of the gains, or of the biases. */
export interface Correlations {
  readonly parameter: Parameter;
  /** Rows and columns, in order of the forward pass. */
  readonly tensors: readonly TensorId[];
  /**
   * Spearman's correlation about the means, [pre][post], over the dims where both are finite; null where either is one
   * number, or their widths differ.
   */
  readonly spearman: readonly (readonly (number | null)[])[];
}
