/** Several training runs of one model, such as seeds: how far they lie apart at the steps that all of them have. */

import type { NormSite, TensorId } from "./architecture.js";
import type { TrackedRun } from "./run.js";

/** Of several numbers, those that are defined. */
export interface Band {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** A run that lies farther from every other than those lie from each other. */
export interface Stray {
  /** Its place among the runs. */
  readonly run: number;
  /** Its distance from the nearest other run, over the largest distance between two others. */
  readonly times: number;
}

/** One tensor of all runs at one step. What is undefined is null. */
export interface TensorAcrossRuns {
  readonly step: number;
  /** Every run has the same values, bit for bit. */
  readonly isSame: boolean;
  /** Over the runs: the median of the tensor's values. */
  readonly median: Band | null;
  /** Over the pairs of runs: the Euclidean distance, in the units of the values. */
  readonly distance: Band | null;
  /** Over the runs: the Euclidean distance from the baseline, else from the run's own first common checkpoint. */
  readonly travelled: Band | null;
  /** The median distance over the median travelled. Of ways of one length from one place: 0 the same, 1.41 unrelated, 2 opposite. */
  readonly apart: number | null;
  /** Over the pairs of runs: the correlation dim by dim, about the means. */
  readonly pearson: Band | null;
  /** Null where there are fewer than three runs, or none lies farther from the others than those from each other. */
  readonly stray: Stray | null;
}

/** One tensor through all runs. */
export interface TrackedAcrossRuns {
  /** Canonical name. */
  readonly name: string;
  readonly id: TensorId;
  readonly site: NormSite;
  /** By ascending step. */
  readonly steps: readonly TensorAcrossRuns[];
  /** The first step at which not all runs have the same values; null where they always have. */
  readonly parted: number | null;
}

/** Several runs measured, at the steps that they have in common. */
export interface TrackedRuns {
  /** What the runs are called where room is short, each once. */
  readonly labels: readonly string[];
  /** Each at the steps that were chosen. */
  readonly runs: readonly TrackedRun[];
  /** How many checkpoints each run has. */
  readonly foundInEach: readonly number[];
  /** How many steps all runs have, before some were chosen. */
  readonly common: number;
  /** At which all runs could be read, ascending. */
  readonly steps: readonly number[];
  /** Those that all runs have, in order of the forward pass. */
  readonly tensors: readonly TrackedAcrossRuns[];
}

/** What several runs as a whole did: of the gains, by measures; worded in words/. */
export interface RunsAnswers {
  /** The first step at which the runs differ, and the last at which they are the same; null where there is none. */
  readonly parted: number | null;
  readonly sameUntil: number | null;
  /** All gains of all runs are exactly 1 at the first step. */
  readonly beginInitial: boolean;
  /** At the last step, by norm. */
  readonly atLast: readonly NormAcrossRuns[];
  /** At the last step: tensors whose runs lie nearer to each other than the way that they came, of those for which that is defined. */
  readonly nearer: { readonly count: number; readonly of: number };
  /** At the last step: the tensors that are apart least and most. */
  readonly least: ApartTensor | null;
  readonly most: ApartTensor | null;
  /** At the last step, over the tensors: each one's median correlation. Null where none is defined. */
  readonly pearson: Band | null;
  /** Tensors whose median correlation unrelated ones would exceed in 5 of 100 cases at most, by the number of their dims. */
  readonly correlated: { readonly count: number; readonly of: number };
  /** Runs that lie apart from all others for good, by run and step. */
  readonly strays: readonly StrayRun[];
  /** By which step 90 % of the move was made, the median over each run's tensors; null where it is not known of every run. */
  readonly settled: readonly number[] | null;
  /** The largest gap between neighbouring steps. */
  readonly gap: number;
}

export interface NormAcrossRuns {
  readonly norm: string;
  /** By tensor, how far the lowest and the highest of the runs' medians are from each other, over the middle one; the largest of the norm. */
  readonly mediansWithin: number;
  readonly at: TensorId;
  readonly of: number;
}

export interface ApartTensor {
  readonly tensor: TensorId;
  readonly apart: number;
}

export interface StrayRun {
  readonly run: number;
  /** From which on it is so, for good. */
  readonly step: number;
  readonly tensors: readonly TensorId[];
  /** The largest, at the last step. */
  readonly times: number;
}
