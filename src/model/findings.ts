/** What happened between two checkpoints: data only; words/ says it. Nothing here is about less than the whole model. */

import type { TensorId } from "./architecture.js";
import type { Side } from "./numbers.js";

/** The smallest and the largest of a number over the tensors of a finding. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** One dimension of one tensor, before and after. */
export interface DimChange {
  readonly tensor: TensorId;
  readonly dim: number;
  readonly pre: number;
  readonly post: number;
}

/**
 * How much a finding matters: a `broken` model is not what it was meant to be, a `changed` one is what training does,
 * `rounded` changes are those of a storage type, and `same` is what did not change.
 */
export type FindingWeight = "broken" | "changed" | "rounded" | "same";

interface FindingOf<Kind extends string> {
  readonly kind: Kind;
  readonly weight: FindingWeight;
  /** The tensors that this happened to, in order of the forward pass. */
  readonly tensors: readonly TensorId[];
}

/** NaN or infinite values in one checkpoint. */
export interface NotFinite extends FindingOf<"not-finite"> {
  readonly side: Side;
  /** How many values, and where: the dims of each of `tensors`. */
  readonly total: number;
  readonly dims: readonly (readonly number[])[];
  /** The other checkpoint holds such values at the same places. */
  readonly wasSo: boolean;
}

/** Tensors that one checkpoint has and the other has not. */
export interface Missing extends FindingOf<"missing"> {
  /** The checkpoint without them. */
  readonly from: Side;
}

/** Gains are exactly 1 and biases exactly 0, and were not. */
export interface Reset extends FindingOf<"reset"> {}

/** Every value of a tensor is the same number, and they were not. */
export interface Constant extends FindingOf<"constant"> {
  readonly value: Range;
}

/** Gains that were all exactly 1 before, biases that were all exactly 0, and are not any more. */
export interface LeftInitial extends FindingOf<"left-initial"> {}

/** Tensors that hold what other tensors held before. */
export interface Exchanged extends FindingOf<"exchanged"> {
  /** For each of `tensors` the one whose values of before it now holds. */
  readonly source: readonly TensorId[];
  /** The values are exactly the other's, not only close to them. */
  readonly isExact: boolean;
}

/** The same values on other dimensions. */
export interface Permuted extends FindingOf<"permuted"> {
  /** The same renumbering explains all of them. */
  readonly isAlike: boolean;
  /** Share of the dims that hold another value now. */
  readonly share: Range;
}

/** Dimension by dimension, nothing connects post to pre. */
export interface Unrelated extends FindingOf<"unrelated"> {
  /** Spearman's correlation of each tensor with itself. */
  readonly spearman: Range;
  /** What unrelated tensors of this width stay below in 95 of 100 cases. */
  readonly chance: number;
}

/** Values changed their sign: whole tensors, or single dims that were not near zero. */
export interface SignChanged extends FindingOf<"sign"> {
  /** Whether each of `tensors` is its own negative, or most of it. */
  readonly isWhole: boolean;
  /** Single dims, all of which were near zero before. */
  readonly areNearZero: boolean;
  /** The dims concerned where single ones are, the largest before first. */
  readonly dims: readonly DimChange[];
}

/** The same number was added to every value of a tensor. */
export interface Offset extends FindingOf<"offset"> {
  readonly offset: Range;
  /** The same in interquartile ranges of pre; null where there are none. */
  readonly iqrs: Range | null;
  /** Where the offset is 1 and the architecture stores gain - 1: what most likely became of the 1, and in which checkpoint. */
  readonly one?: { readonly side: Side; readonly error: "lacking" | "twice" };
}

/** Every value of a tensor was multiplied by the same number. */
export interface Scaled extends FindingOf<"scaled"> {
  readonly factor: Range;
}

/** The same values in a coarser storage type, or alike but for the last digits of their own. */
export interface Rounded extends FindingOf<"rounded"> {
  /** The type that post was rounded to; null where only last digits differ. */
  readonly dtype: string | null;
  /** Largest change of a value as a fraction of it. */
  readonly largest: number;
}

/** Most of a tensor is where it was, and few dims moved far. */
export interface FewDims extends FindingOf<"few-dims"> {
  /** Those dims, the farthest first by its tensor's MAD. */
  readonly dims: readonly DimChange[];
  /** They had the largest magnitudes of their tensor before, and moved alike: the largest first. */
  readonly areLargest: boolean;
  /** Of these (post - pre) / pre; null for others. */
  readonly fraction: Range | null;
  /** No other value of these tensors changed. */
  readonly isAllThatChanged: boolean;
}

/** The bulk of the tensors moved together. */
export interface Moved extends FindingOf<"moved"> {
  /** Growth of the median's magnitude as a fraction of it, negative where it shrank; null where the bulk is about zero. */
  readonly growth: Range | null;
  /** Median of post - pre. */
  readonly shift: Range;
  /** The same in interquartile ranges of pre; null where there are none. */
  readonly iqrs: Range | null;
  /** Share of the dims that rose, and of those that fell. */
  readonly shareUp: Range;
  readonly shareDown: Range;
}

/** The bulk became wider or narrower. */
interface SpreadChange<Kind extends string> extends FindingOf<Kind> {
  /** Interquartile range of post over that of pre. */
  readonly ratio: Range;
}
export interface Widened extends SpreadChange<"widened"> {}
export interface Narrowed extends SpreadChange<"narrowed"> {}
export type SpreadChanged = Widened | Narrowed;

/** Each dim moved by itself, without a common direction. */
export interface Scattered extends FindingOf<"scattered"> {
  /** 1.4826 MAD of (post - pre) / abs(pre): the standard deviation of the noise, were it normal. Null where it is undefined. */
  readonly relative: Range | null;
  /** MAD of the residual over the MAD of pre. */
  readonly mads: Range;
}

/** Values changed, by less than any of the above. */
export interface Slight extends FindingOf<"slight"> {
  /** norm(post - pre) / norm(pre). */
  readonly relativeL2: Range | null;
  /** Where most dims of each tensor went the same way, more than chance would send; null where they went both ways. */
  readonly way: "up" | "down" | null;
  /** Of gains that did, by how much the median moved that way, as a fraction of its magnitude; null where that says nothing. */
  readonly fraction: Range | null;
}

/** Gains changed, and the matrices behind them. What is said is of gain times row norm. */
interface Traded<Kind extends string> extends FindingOf<Kind> {
  /** Share of the gain's change that is left in gain times row norm. */
  readonly carried: Range;
  /** Median over the dims by how much gains grew, as a fraction, and by how much gain times row norm did; null where undefined. */
  readonly gain: Range | null;
  readonly effective: Range | null;
}

/** The matrices behind the gains undid their change. */
export interface Undone extends Traded<"undone"> {
  /** Nothing but rounding is left of it. */
  readonly isExact: boolean;
}

/** The matrices behind the gains changed along with them. */
export interface Amplified extends Traded<"amplified"> {}

/** Bit for bit the same. */
export interface Identical extends FindingOf<"identical"> {
  /** Others changed, and their storage type is fine enough for small steps: these were not trained. */
  readonly isFrozen: boolean;
}

export type Finding =
  | NotFinite
  | Missing
  | Reset
  | LeftInitial
  | Constant
  | Exchanged
  | Permuted
  | Unrelated
  | SignChanged
  | Offset
  | Scaled
  | Rounded
  | FewDims
  | Moved
  | Widened
  | Narrowed
  | Scattered
  | Slight
  | Undone
  | Amplified
  | Identical;

export type FindingKind = Finding["kind"];
