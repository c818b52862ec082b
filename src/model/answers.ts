/**
 * The questions of the study that this tool grew from, and whether two models are related at all, each answered by measures
 * of the whole models: data only, worded in words/. No answer picks the measure that sounds best.
 */

import type { TensorId } from "./architecture.js";
import type { Range } from "./findings.js";
import type { Lineage } from "./lineage.js";
import type { Side } from "./numbers.js";

export type Answer =
  | ({ readonly question: "related" } & Relation)
  | { readonly question: "initialised"; readonly pre: Initialisation; readonly post: Initialisation }
  | { readonly question: "balanced"; readonly pre: Balance; readonly post: Balance }
  | { readonly question: "outliers"; readonly pre: Outliers; readonly post: Outliers }
  | { readonly question: "standardises"; readonly pre: Scaling; readonly post: Scaling }
  | ({ readonly question: "converged" } & BlocksConverged)
  | { readonly question: "finalLayer"; readonly final: FinalLayer | null }
  | ({ readonly question: "trained" } & Trained);

/** Are the two checkpoints related? */
export interface Relation extends Lineage {
  /** Pearson's correlation of each tensor with itself: smallest and largest. */
  readonly pearson: Range | null;
  /** How many tensors of post correlate with no other tensor of pre better than with their own (Spearman). */
  readonly nearestToItself: number;
  /** Every tensor that was judged, in order of the forward pass. */
  readonly own: readonly OwnCorrelation[];
}

/** How a tensor of post correlates with itself in pre, and with the most alike of the others. */
export interface OwnCorrelation {
  /** Canonical name. */
  readonly name: string;
  readonly pearson: number | null;
  readonly spearman: number | null;
  readonly bestOther: { readonly name: string; readonly spearman: number } | null;
}

/** How far from a fresh LayerNorm, whose gains are 1 and biases 0. */
export interface Initialisation {
  readonly tensors: number;
  /** Tensors still exactly at their initial value. */
  readonly exactlyInitial: readonly string[];
  /** Tensors without a single finite value, of which nothing can be said. */
  readonly notFinite: readonly string[];
  /** Smallest and largest abs(median - 1) of the gains. */
  readonly gainDistance: Range | null;
  /** Smallest and largest abs(median) of the biases; null where there are none. */
  readonly biasDistance: Range | null;
}

export interface Balance {
  /** Over the gains' tensors. */
  readonly skewness: Range | null;
  /** Share of all finite gains above zero. */
  readonly positiveShare: number | null;
  /** Smallest and largest share of a tensor's squared length that its 1 % largest gains hold (at least one gain). */
  readonly topPercentShare: Range | null;
}

export interface Outliers {
  /** Share of a gain tensor's dims that are outliers by its own median and mad. */
  readonly share: Range | null;
  /** Dims that are outliers in every gain tensor (of those over the same dimensions). */
  readonly everywhere: readonly number[];
  /** Dims that are outliers in at least half of these, most often first. */
  readonly recurring: readonly { readonly dim: number; readonly tensors: number }[];
  readonly largestZ: { readonly name: string; readonly dim: number; readonly z: number } | null;
}

/** What gain and bias do to a standardised input: its new root mean square scale and offset. */
export interface Scaling {
  readonly rmsGain: Range | null;
  readonly rmsBias: Range | null;
}

/** In how many blocks the norm before the MLP is narrower than the one before attention. */
export interface Convergence {
  readonly measure: "iqr" | "std" | "iqrOverMedian" | "stdOverMean";
  readonly pre: number;
  readonly post: number;
  /** Blocks in which the measure is defined for both norms, on both sides. */
  readonly of: number;
}

/** The same by every measure. */
export interface BlocksConverged {
  /** Those that have both norms. */
  readonly blocks: readonly number[];
  readonly byMeasure: readonly Convergence[];
}

export interface FinalLayer {
  readonly identical: boolean;
  readonly medianPre: number | null;
  readonly medianPost: number | null;
  readonly iqrRatio: number | null;
  /** The gains that were largest before, and what became of them. */
  readonly largest: readonly {
    readonly dim: number;
    readonly pre: number;
    readonly post: number;
    /** (post - pre) / abs(pre); null beyond float64. */
    readonly fraction: number | null;
  }[];
  readonly signFlipDims: readonly number[];
}

/** Which tensors changed at all. */
export interface Trained {
  /** Canonical names; those of `rounded` are not among them. */
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  /** Tensors that differ as a coarser storage type differs, and no more. */
  readonly rounded: readonly string[];
  /** Blocks of which any tensor is in `changed`, and of which every tensor is in `unchanged`. */
  readonly changedBlocks: readonly number[];
  readonly unchangedBlocks: readonly number[];
  /** Tensors that one side does not have. */
  readonly missing: readonly { readonly from: Side; readonly tensors: readonly TensorId[] }[];
}
