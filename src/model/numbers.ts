/** Numbers about one vector, and about a pair. What is undefined is `null`, never 0 or NaN; dims are 0-based. */

/** Counts over bins; the last bin is closed, the others are half open. */
export interface Histogram {
  /** [bins + 1], ascending. */
  readonly edges: Float64Array;
  /** [bins] */
  readonly counts: Uint32Array;
  /** Values left of the first and right of the last edge. */
  readonly below: number;
  readonly above: number;
}

/** Numbers about one vector; each is over its finite values and null where it is undefined or beyond float64. */
export interface Summary {
  /** Finite values. */
  readonly n: number;
  /** NaN or infinite values, and their dims. */
  readonly nonFinite: number;
  readonly nonFiniteDims: readonly number[];
  readonly mean: number | null;
  /** Population standard deviation (ddof 0). */
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly median: number | null;
  readonly q1: number | null;
  readonly q3: number | null;
  /** Interquartile range, q3 - q1. */
  readonly iqr: number | null;
  /** Median absolute deviation from the median, unscaled. */
  readonly mad: number | null;
  readonly skewness: number | null;
  readonly excessKurtosis: number | null;
  readonly l2Norm: number | null;
  /** Dims with abs(modified z) > 3.5; null where mad is 0. */
  readonly outlierDims: readonly number[] | null;
  readonly tukeyOutlierCount: number | null;
  /** Dims with abs(x) < 0.1 median(abs(x)). */
  readonly nearZeroDims: readonly number[];
}

/** One tensor of one checkpoint: its values, their summary and their histogram. */
export interface Distribution {
  /** Shape [width], as stored, widened to float64. */
  readonly values: Float64Array;
  readonly summary: Summary;
  /** Null where there is no finite value, or float64 cannot tell the edges of its bins apart. */
  readonly histogram: Histogram | null;
}

export interface MovedDim {
  readonly dim: number;
  readonly pre: number;
  readonly post: number;
  readonly delta: number;
}

/** Numbers about a pair: a is pre, b is post, d = b - a over the dims where both are finite. */
export interface Change {
  /** Bit for bit after widening (any NaN equals any NaN). */
  readonly identical: boolean;
  /** The coarser dtype of which every value of b is that of a rounded to it; null for none, and for identical vectors. */
  readonly roundedTo: "F32" | "F16" | "BF16" | "F8_E4M3" | "F8_E5M2" | null;
  readonly meanDelta: number | null;
  readonly medianDelta: number | null;
  /** Median absolute deviation of d, unscaled: how alike the dims moved. */
  readonly madDelta: number | null;
  readonly maxAbsDelta: number | null;
  /** The dim that moved most; null when none moved. */
  readonly maxAbsDeltaDim: number | null;
  /** Share of dims with d > 0, and with d not 0; in [0, 1]. */
  readonly shareUp: number | null;
  readonly changedShare: number | null;
  /** The dims with the largest abs(d), largest first; none that did not move. */
  readonly topMoved: readonly MovedDim[];
  /** norm(d) / norm(a) */
  readonly relativeL2: number | null;
  /** Above 0.99 for the gains of any two models: it says nothing of their origin. */
  readonly cosine: number | null;
  /** Correlation about the means, and of the ranks; null where a or b is constant. */
  readonly pearson: number | null;
  readonly spearman: number | null;
  /** The line b ~ offset + scale a, by Theil's incomplete method; offset is in the units of the values. */
  readonly scale: number | null;
  readonly offset: number | null;
  /** Of r = b - offset - scale a: its median absolute deviation, in the units of the values, and norm(r) / norm(a). */
  readonly residualMad: number | null;
  readonly residualShare: number | null;
  /** Dims where a and b have opposite signs. */
  readonly signFlips: number;
  readonly signFlipDims: readonly number[];
  /** Of the dims that were not near zero in a (abs(a) >= 0.1 median(abs(a))), the share of those; in [0, 1]. */
  readonly signChangeShare: number | null;
  /** median(b) - median(a): of the two distributions, where `medianDelta` is of the dims. */
  readonly medianChange: number | null;
  /** medianChange / abs(median(a)); null where abs(median(a)) < iqr(a), about zero. */
  readonly medianFraction: number | null;
  /** iqr(b) / iqr(a) */
  readonly iqrRatio: number | null;
  /** The nine deciles of b minus those of a. */
  readonly quantileShift: readonly number[] | null;
  readonly ksStatistic: number | null;
  /** Earth mover's distance, in the units of the values. */
  readonly wasserstein1: number | null;
  readonly jensenShannonDistance: number | null;
  /** The largest abs difference of the sorted a and b, over iqr(a): near 0 for the same values in another order. */
  readonly sortedDistance: number | null;
  /** Outliers of b, by a's median and mad, that a has not. */
  readonly newOutlierDims: readonly number[] | null;
  /** Outliers of a, by a's median and mad, that b has not. */
  readonly lostOutlierDims: readonly number[] | null;
}

/** How histograms are binned: a rule's name or a number of bins. */
export type BinRule = number | "auto" | "study" | "fd" | "scott" | "sturges" | "rice" | "sqrt" | "doane";

/** Which of two checkpoints. */
export type Side = "pre" | "post";
