/** What is notable in a comparison: data only; words/ says it. */

import type { Parameter } from "./architecture.js";
import type { Side } from "./numbers.js";

/** What stands out in a comparison: data only, worded in report/. Blocks and dims ascend. */
export type Finding =
  /** A checkpoint holds NaN or infinite values: `total` of them, in these tensors. */
  | {
      readonly rule: "non-finite";
      readonly side: Side;
      readonly total: number;
      readonly tensors: readonly TensorDims[];
    }
  /** Every tensor compared is the same in both. */
  | { readonly rule: "identical"; readonly tensors: number; readonly blocks: readonly number[] }
  /** Blocks of which every tensor compared is the same in both, and single tensors that are. */
  | { readonly rule: "frozen"; readonly blocks: readonly number[]; readonly tensors: readonly string[] }
  /** The median of the gains moved, the same way in all these blocks. Fractions of abs(pre median). */
  | {
      readonly rule: "median-shift";
      readonly norm: string;
      readonly blocks: readonly number[];
      readonly minFraction: number;
      readonly maxFraction: number;
    }
  /** No gain's median moved by more than this fraction of abs(pre median). */
  | { readonly rule: "medians-steady"; readonly maxAbsFraction: number }
  /** The interquartile range grew (or shrank) in these tensors: smallest and largest ratio post / pre. */
  | {
      readonly rule: "spread-change";
      readonly tensors: readonly string[];
      /** How many tensors were compared. */
      readonly of: number;
      /** The tensor whose ratio is farthest from 1. */
      readonly most: string;
      readonly minRatio: number;
      readonly maxRatio: number;
    }
  /** The dims that moved most, each in the tensors of one kind in which no other moved as far. */
  | { readonly rule: "most-moved"; readonly moves: readonly Move[] }
  | { readonly rule: "sign-flips"; readonly name: string; readonly dims: readonly number[] }
  /** Dims that became outliers, by the pre median and mad, in the tensors whose median did not shift notably. */
  | { readonly rule: "new-outliers"; readonly total: number; readonly tensors: readonly OutlierCount[] };

export interface Move {
  readonly norm: string;
  readonly parameter: Parameter;
  readonly dim: number;
  /** Empty for a norm that belongs to none. */
  readonly blocks: readonly number[];
  readonly minDelta: number;
  readonly maxDelta: number;
}

/** Dims of one tensor. */
export interface TensorDims {
  readonly name: string;
  readonly dims: readonly number[];
}

export interface OutlierCount {
  readonly name: string;
  readonly count: number;
}
