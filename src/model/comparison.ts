/** One checkpoint summarised, and two compared. */

import type { Answer } from "./answers.js";
import type { NormSite, TensorId } from "./architecture.js";
import type { EffectiveChange, EffectiveGain } from "./effective.js";
import type { Finding } from "./findings.js";
import type { Correlations, Lineage } from "./lineage.js";
import type { ModelInfo } from "./norms.js";
import type { BinRule, Change, Distribution } from "./numbers.js";
import type { Skipped } from "./tensors.js";

export interface TensorSummary {
  /** Canonical name. */
  readonly name: string;
  readonly id: TensorId;
  /** What and where its norm is. */
  readonly site: NormSite;
  readonly distribution: Distribution;
  /** Where it was asked for, of a gain that a matrix is behind. */
  readonly effective?: EffectiveGain;
}

/** The numbers of one checkpoint by itself. */
export interface CheckpointSummary {
  readonly model: ModelInfo;
  /** In order of the forward pass. */
  readonly tensors: readonly TensorSummary[];
  readonly skipped: readonly Skipped[];
  readonly notices: readonly string[];
}

export interface TensorComparison {
  /** Canonical name. */
  readonly name: string;
  readonly id: TensorId;
  /** What and where its norm is. */
  readonly site: NormSite;
  readonly pre: Distribution;
  readonly post: Distribution;
  readonly change: Change;
  /** Unit roundoff of the coarser of the two storage types: half the relative distance of neighbouring numbers. */
  readonly roundoff: number;
  /** Where it was asked for, of a gain that a matrix is behind. */
  readonly effectiveChange?: EffectiveChange;
}

/** A tensor before and after, measured; without the histograms, which only what is shown needs. */
export interface MeasuredTensor extends Omit<TensorComparison, "pre" | "post"> {
  readonly pre: Pick<Distribution, "values" | "summary">;
  readonly post: Pick<Distribution, "values" | "summary">;
}

/** Which tensors to compare. */
export interface Selection {
  /** Blocks asked for; "default" takes 5-11 where the model has exactly 12, else every block; "all" takes every block. */
  readonly blocks: readonly number[] | "default" | "all";
  /** Names of sites. */
  readonly norms: readonly string[] | "all";
  /** Also compare the biases. */
  readonly bias: boolean;
}

export interface CompareOptions extends Selection {
  readonly bins: BinRule;
  /** Length of `topMoved`. */
  readonly topMoved: number;
  /** Also gains times the norms of the rows behind them, which takes reading those matrices. */
  readonly effective?: boolean;
}

/** Options as they were met. */
export interface ComparedOptions extends CompareOptions {
  /** The norms that were asked for, by name, in order of the forward pass. */
  readonly norms: readonly string[];
}

export interface Comparison {
  readonly pre: ModelInfo;
  readonly post: ModelInfo;
  readonly options: ComparedOptions;
  /** In order of the forward pass. */
  readonly tensors: readonly TensorComparison[];
  /** All that both models have, whatever was selected, gains and biases: what was judged, and how it was measured. */
  readonly whole: readonly MeasuredTensor[];
  readonly skipped: readonly Skipped[];
  /** What happened to the two models as a whole, whatever was selected: the heaviest first. */
  readonly findings: readonly Finding[];
  /** The tensors that the findings are about: all that both models have, gains and biases. */
  readonly judged: readonly TensorId[];
  readonly lineage: Lineage;
  /** Of all tensors of post with all tensors of pre: of the gains, and of the biases. */
  readonly correlations: readonly Correlations[];
  /** To the study's questions, about the whole models as well. */
  readonly answers: readonly Answer[];
  /** Remarks on how the request was met, e.g. which of the default blocks the model has. */
  readonly notices: readonly string[];
}
