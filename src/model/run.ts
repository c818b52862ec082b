/** A training run: checkpoints of one model in the order of their steps, and what became of its norms. */

import type { NormSite, TensorId } from "./architecture.js";
import type { DimChange, Finding, Range } from "./findings.js";
import type { ModelInfo, StepUnit } from "./norms.js";
import type { Change, Summary } from "./numbers.js";
import type { Skipped } from "./tensors.js";

export type { StepUnit };

/** A checkpoint of a run, before it is opened. */
export interface RunPoint {
  readonly step: number;
  /** What opens it. */
  readonly path: string;
  /** What opens the state of it that was found, where `path` may lead to another by then: a commit for a branch. */
  readonly pinned?: string;
  /** What opens the log of its training beside it, where that is known to be there and is not on this machine. */
  readonly log?: string;
}

/** A checkpoint that is not among those measured, and why. */
export interface LeftOut {
  readonly path: string;
  /** Null where nothing says it. */
  readonly step: number | null;
  readonly reason: string;
}

/** What a training logged of itself, each by ascending step. */
export interface RateLog {
  /** The file. */
  readonly path: string;
  readonly rates: readonly LoggedRate[];
  /** Of the training, and of text held out; empty where there are none. */
  readonly losses: readonly LoggedLoss[];
  readonly heldOutLosses: readonly LoggedLoss[];
}

export interface LoggedLoss {
  readonly step: number;
  readonly loss: number;
}

export interface LoggedRate {
  readonly step: number;
  readonly rate: number;
}

/** Shares of the way, in percent, for which the step is said at which they were reached. */
export const SETTLED_SHARES = ["50", "90", "99"] as const;
export type ByShare<Value> = Readonly<Record<(typeof SETTLED_SHARES)[number], Value>>;

/** The learning rates between the first and the last checkpoint. */
export interface Schedule {
  /** The file that has them. */
  readonly path: string;
  /** The largest logged rate, and the first step that has it. */
  readonly peak: number;
  readonly peakStep: number;
  /** At the last checkpoint. */
  readonly end: number;
  /** The step by which that share of the summed rate was spent: where a run settles that moves in proportion to its rate, and never turns. */
  readonly spent: ByShare<number>;
}

/** How one vector came from another, as `compare` measures it. */
export type Movement = Pick<Change, "relativeL2" | "pearson" | "scale" | "residualShare">;

/** One tensor at one step. What is undefined is null. */
export interface TensorAtStep {
  readonly step: number;
  readonly path: string;
  readonly summary: Summary;
  /** From the start: the baseline where there is one, else the first checkpoint. */
  readonly fromFirst: Movement;
  /** Null at the first checkpoint. */
  readonly fromPrevious: Movement | null;
  readonly toLast: Movement;
  /** relativeL2 from the previous checkpoint over the steps since. */
  readonly updatePerStep: number | null;
  /** Euclidean lengths, in the units of the values; null where either side holds a value that is not finite. */
  readonly distanceFromFirst: number | null;
  readonly distanceFromPrevious: number | null;
  readonly distanceToLast: number | null;
  /** Sum of the distances between the checkpoints so far, from the start on; those that are not finite are passed over. */
  readonly pathLength: number | null;
  /** distanceFromFirst, and distanceToLast, over the displacement: the distance from the start to the last checkpoint. */
  readonly displacementShare: number | null;
  readonly leftShare: number | null;
  /** Dims that are outliers both here and at the last checkpoint, over those that are at either. */
  readonly outlierJaccard: number | null;
  /** The outliers that are more than 5 % from the median: where all gains are nearly 1, others are outliers by next to nothing. */
  readonly clearOutlierDims: readonly number[];
  /** Of each of these dims. */
  readonly clearOutlierValues: readonly number[];
  /** The 5th and the 95th percentile of the finite values. */
  readonly tails: readonly [low: number, high: number] | null;
}

/** The values of a tensor at a step, shape [width]. */
export interface KeptValues {
  readonly step: number;
  readonly values: Float32Array;
}

/** One tensor through a run. */
export interface TrackedTensor {
  /** Canonical name. */
  readonly name: string;
  readonly id: TensorId;
  readonly site: NormSite;
  /** By ascending step; a checkpoint without the tensor has none. */
  readonly steps: readonly TensorAtStep[];
  /** Of gains, at some of these steps: what shows whole distributions needs no more of a long run, and nobody could hold them all. */
  readonly kept: readonly KeptValues[];
  /** The Euclidean distance from the start to the last checkpoint, and the same over the Euclidean norm at the start. */
  readonly displacement: number | null;
  readonly relativeDisplacement: number | null;
  readonly pathLength: number | null;
  /** pathLength over displacement: 1 for a straight line. A lower bound, and comparable between tensors of one run only. */
  readonly pathRatio: number | null;
  /** The first step from which on the distance left to the last checkpoint is at most 50, 10, 1 % of the displacement. */
  readonly settled: ByShare<number | null>;
  /** Share of the path between the checkpoints that lies in the last quarter of the steps. */
  readonly lastQuarterShare: number | null;
}

/** A change from one checkpoint to the next that training does not make. */
export interface RunFinding {
  readonly from: number;
  readonly to: number;
  readonly finding: Finding | Jump;
}

/** A tensor moved much farther than between the checkpoints around, by a few dims or as a whole. */
export interface Jump {
  readonly kind: "jump";
  readonly weight: "broken";
  readonly tensors: readonly TensorId[];
  /** The dim that moved most. */
  readonly largest: DimChange;
  /** Its change over the median of the largest changes between the checkpoints around. */
  readonly times: number;
}

export interface RunOptions {
  /** Names of sites, in order of the forward pass. */
  readonly norms: readonly string[];
  readonly blocks: readonly number[] | "all";
  readonly bias: boolean;
}

/** A run measured. */
export interface TrackedRun {
  /** What was typed. */
  readonly name: string;
  readonly unit: StepUnit;
  readonly options: RunOptions;
  /** Of the first checkpoint. */
  readonly model: ModelInfo;
  readonly baseline: ModelInfo | null;
  /** Those that were measured, by ascending step. */
  readonly points: readonly RunPoint[];
  /** How many there were before some were chosen. */
  readonly found: number;
  readonly leftOut: readonly LeftOut[];
  /** Null where no log was found that tells of all steps. */
  readonly schedule: Schedule | null;
  /** What was logged, also where it does not tell of all steps; null where nothing was found. */
  readonly log: RateLog | null;
  /** In order of the forward pass. */
  readonly tensors: readonly TrackedTensor[];
  /** By ascending step. */
  readonly findings: readonly RunFinding[];
  /** The tensors that the findings are about: all, gains and biases. */
  readonly judged: readonly TensorId[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

/** What a run as a whole did: of the gains, by measures; worded in words/. */
export interface RunAnswers {
  /** Every gain of the first checkpoint is exactly 1. */
  readonly beginsInitial: boolean;
  /** Tensors that are the same in all checkpoints, gains and biases. */
  readonly still: readonly TensorId[];
  /** Tensors that moved, and are the same from some step on; of one step together. */
  readonly stopped: readonly { readonly step: number; readonly tensors: readonly TensorId[] }[];
  /** By norm, the one that moved farthest first. */
  readonly moved: readonly NormMoved[];
  /** Null where there are fewer than three checkpoints, or nothing moved. */
  readonly settled: Settling | null;
  /** Steps between neighbouring checkpoints. */
  readonly gaps: Range;
  readonly lastQuarter: Range | null;
  readonly outliers: RunOutliers;
  /** The largest relative change between neighbours: of all, and of those in blocks where that is another. */
  readonly largestUpdates: readonly LargestUpdate[];
}

/** How far the tensors of a norm are from where they were at the start. */
export interface NormMoved {
  readonly norm: string;
  /** The one that moved most, and by how much of its size. */
  readonly farthest: TensorId;
  readonly relative: number;
  /** How many tensors that is said of. */
  readonly of: number;
  /** Of those that moved. */
  readonly pathRatio: Range | null;
}

/** When 90 % of the way was reached, for good. */
export interface Settling {
  readonly steps: Range;
  readonly medians: readonly { readonly norm: string; readonly step: number }[];
  /** Tensors that were there before the learning rates alone would have them there; null without these. */
  readonly early: readonly TensorId[] | null;
  /** Tensors that got there with the last checkpoint only. */
  readonly atLast: number;
  readonly of: number;
}

/** Dims that are outliers by more than next to nothing. */
export interface RunOutliers {
  /** Dims of tensors that were at any checkpoint, and those that were at one alone, not the last. */
  readonly ever: number;
  readonly once: number;
  readonly atLast: readonly { readonly tensor: TensorId; readonly dim: number }[];
}

export interface LargestUpdate {
  readonly tensor: TensorId;
  readonly relativeL2: number;
  readonly from: number;
  readonly to: number;
}
