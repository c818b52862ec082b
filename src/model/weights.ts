/** Numbers about every weight of a model, norms or not. */

import type { WeightKind } from "./architecture.js";
import type { ModelInfo } from "./norms.js";
import type { Skipped } from "./tensors.js";

export const WEIGHT_GROUPINGS = ["model", "block", "kind", "tensor"] as const;

/** What shares a histogram. */
export type WeightGrouping = (typeof WEIGHT_GROUPINGS)[number];

/** A quantile that was read off a histogram. */
export interface BinnedQuantile {
  /** In [0, 1]. */
  readonly q: number;
  /** Null where it lies outside of the histogram. */
  readonly value: number | null;
}

/** Numbers about very many weights, over the finite ones; null where undefined or beyond float64. */
export interface WeightSummary {
  /** Finite values. */
  readonly n: number;
  readonly nonFinite: number;
  /** Values that are 0 or -0, and their share of n. */
  readonly zeros: number;
  readonly zeroShare: number | null;
  readonly mean: number | null;
  /** Population standard deviation (ddof 0). */
  readonly std: number | null;
  readonly skewness: number | null;
  readonly excessKurtosis: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly quantiles: readonly BinnedQuantile[];
  /** No quantile is farther from numpy's than this: the width of a bin. Null without a histogram. */
  readonly quantileError: number | null;
}

/** As Histogram, for counts beyond 2^32. */
export interface WeightHistogram {
  /** [bins + 1], ascending. */
  readonly edges: Float64Array;
  /** [bins], integers. */
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
}

/** Weights that share a histogram. */
export interface WeightGroup {
  /** "all weights", "block 5", "attention", or a tensor's own name, which is hostile text. */
  readonly name: string;
  /** The block, the kind: of all in it, null where they differ or have none. */
  readonly block: number | null;
  readonly kind: WeightKind | null;
  /** Names of the tensors, in order of the file. */
  readonly tensors: readonly string[];
  readonly summary: WeightSummary;
  /** Null where there is no finite value, or float64 cannot tell the edges of its bins apart. */
  readonly histogram: WeightHistogram | null;
}

export interface WeightOptions {
  readonly bins: number;
  /** The ends of every histogram; null for each group's own finite range. */
  readonly range: readonly [lo: number, hi: number] | null;
  readonly groupBy: WeightGrouping;
  /** Patterns of names; null for every tensor. */
  readonly tensors: readonly string[] | null;
}

/** Every weight of one checkpoint. */
export interface WeightsSummary {
  readonly model: ModelInfo;
  readonly options: WeightOptions;
  readonly groups: readonly WeightGroup[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

/** How weights changed as a whole, read off bins that both sides share; null where undefined. */
export interface WeightChange {
  readonly meanDelta: number | null;
  readonly stdRatio: number | null;
  /** Largest difference of the cumulative shares at the edges of the bins: the Kolmogorov-Smirnov statistic is no less. */
  readonly ks: number | null;
  /** Earth mover's distance to within the width of a bin; null where weights lie outside of the bins. */
  readonly wasserstein: number | null;
}

/** How values changed one by one: a is pre, b is post, over the pairs that are finite on both sides. Null where undefined. */
export interface PairedChange {
  /** Pairs. */
  readonly n: number;
  /** norm(b - a) / norm(a); null where a is all 0. */
  readonly relativeL2: number | null;
  /** Null where a or b is all 0. */
  readonly cosine: number | null;
  /** Correlation about the means; null where a or b is constant. */
  readonly pearson: number | null;
  /** Largest abs(b - a), and the flat index (row-major, from 0) of the first value that changed by it; null where none changed. */
  readonly maxAbsDelta: number | null;
  readonly maxAbsDeltaIndex: number | null;
  /** Pairs of opposite signs. */
  readonly signFlips: number;
  /** Share of the pairs that differ, in [0, 1]; 0 and -0 do not. */
  readonly changedShare: number | null;
}

/** The same of many tensors together. */
export interface PairedGroupChange extends PairedChange {
  /** The tensor of `maxAbsDelta`, by its name in pre; null where none changed. */
  readonly maxAbsDeltaTensor: string | null;
}

/** A tensor that has the same name, without its prefix, and the same shape in both models. */
export interface TensorChange {
  /** The file's own names, which are hostile text. */
  readonly name: string;
  readonly postName: string;
  readonly kind: WeightKind;
  readonly block: number | null;
  readonly shape: readonly number[];
  readonly preDtype: string;
  readonly postDtype: string;
  /** Of one dtype, and byte for byte the same. */
  readonly identical: boolean;
  readonly change: PairedChange;
}

/** Weights of some kinds in some blocks, whose values changed about as much. */
export interface ChangedRegion {
  readonly kinds: readonly WeightKind[];
  /** Ascending; empty where they are in none. */
  readonly blocks: readonly number[];
  readonly change: PairedGroupChange;
}

/** Which weights changed most, by relative L2 of each kind in each block. */
export interface WhereChanged {
  /** Of every tensor that is paired. */
  readonly all: PairedGroupChange;
  /** Those that changed at least half as much as what changed most; most first, none where nothing changed. */
  readonly most: readonly ChangedRegion[];
  /** Everything else; null where there is nothing else. */
  readonly rest: PairedGroupChange | null;
}

/** A group of weights, before and after, in the same bins. */
export interface WeightGroupComparison {
  readonly name: string;
  readonly block: number | null;
  readonly kind: WeightKind | null;
  readonly pre: WeightGroup;
  readonly post: WeightGroup;
  readonly change: WeightChange;
  /** Of the tensors that have the same name and shape in both: how many there are, and how many have the same bytes. */
  readonly paired: number;
  readonly identical: number;
  /** Of their values one by one; null where there is none. */
  readonly pairedChange: PairedGroupChange | null;
}

/** Every weight of two checkpoints. */
export interface WeightsComparison {
  readonly pre: ModelInfo;
  readonly post: ModelInfo;
  readonly options: WeightOptions;
  readonly groups: readonly WeightGroupComparison[];
  /** Every tensor that is paired, in the order of the groups. */
  readonly tensors: readonly TensorChange[];
  /** Null where none is paired. */
  readonly whereChanged: WhereChanged | null;
  /** Tensors that are counted, but not paired, and why. */
  readonly unpaired: readonly Skipped[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}
