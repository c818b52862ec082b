/** What a model's norms do to real text: numbers alone, worded in words/probe. */

import type { NormSite } from "./architecture.js";
import type { EffectiveGain } from "./effective.js";
import type { ModelInfo } from "./norms.js";

/** The tokens that the models were run on. */
export interface ProbedText {
  /** What the user typed, "stdin", or that it is the package's own. */
  readonly name: string;
  /** Of the whole text, in hexadecimal. */
  readonly sha256: string;
  /** Name of what made tokens of it; null where it came as tokens. */
  readonly tokenizer: string | null;
  /** Of all windows: each is run, and scored on the token behind it. */
  readonly tokens: number;
  readonly windows: number;
  readonly windowTokens: number;
  /** Tokens of the text that are in no window, as they do not fill one; null where the text was cut at a number of tokens. */
  readonly leftOver: number | null;
}

/** A mean over windows and its standard error; null where there is only one window. */
export interface Estimate {
  readonly mean: number;
  readonly error: number | null;
}

/** Loss in nats a token. */
export interface Loss {
  readonly loss: number;
  readonly perplexity: number;
  readonly error: number | null;
  /** Of each window. */
  readonly windows: readonly number[];
}

/** Over all tokens and dimensions: a golden of PyTorch has the same names. */
export interface OverallMeasures {
  readonly inputMean: number;
  readonly inputStd: number;
  readonly outputMean: number;
  readonly outputStd: number;
  readonly outputRms: number;
}

/** The largest magnitude in some hidden states. */
export interface LargestInput {
  /** With its sign. */
  readonly value: number;
  readonly dim: number;
  readonly window: number;
  /** 0-based, in its window. */
  readonly position: number;
  /** Its magnitude over the median magnitude of its window's hidden states. */
  readonly timesMedian: number | null;
}

/** Over some of the positions of all windows. Means are over tokens. */
export interface PositionMeasures {
  readonly tokens: number;
  readonly inputMean: number;
  /** Of a token over its dimensions, divided by their number. */
  readonly inputVariance: number;
  /** The 5th and the 95th percentile of it over the tokens, as numpy.quantile. */
  readonly lowVariance: number;
  readonly highVariance: number;
  /** The fourth moment about the mean over the squared variance, minus 3, as scipy.stats.kurtosis; null where a variance is 0. */
  readonly excessKurtosis: number | null;
  /** mean(x^4) / mean(x^2)^2, about zero: what papers on outlier features report. */
  readonly uncentredKurtosis: number | null;
  readonly largest: LargestInput;
  readonly outputRms: number;
  /** Between the standardised input and the output; 1 where gains are equal and biases 0. */
  readonly cosine: number;
}

/** By dimension, over positions from 1 on: lists as long as the norm. */
export interface DimMeasures {
  readonly inputMean: readonly number[];
  readonly inputVariance: readonly number[];
  readonly inputExcessKurtosis: readonly (number | null)[];
  readonly inputLargest: readonly number[];
  /** What the gain meets: mean square of the standardised input. */
  readonly standardisedMeanSquare: readonly number[];
  readonly outputMean: readonly number[];
  readonly outputVariance: readonly number[];
  readonly outputLargest: readonly number[];
}

/** A dim that at some position exceeds 100 and a thousand times the median magnitude (Sun et al. 2024). */
export interface MassiveActivation extends LargestInput {
  /** At how many tokens it does. */
  readonly tokens: number;
}

export interface ProbedNorm {
  /** Its module in the canonical naming. */
  readonly name: string;
  readonly site: NormSite;
  readonly block: number | null;
  readonly overall: OverallMeasures;
  /** Position 0 of every window, which holds the massive activations. */
  readonly first: PositionMeasures;
  /** All others; null where windows have one token. */
  readonly others: PositionMeasures | null;
  readonly dims: DimMeasures | null;
  readonly massive: readonly MassiveActivation[];
  /** The gain together with the matrix behind it, from weights alone; none where no matrix is known to be there. */
  readonly effective?: EffectiveGain;
}

/** A loss with something changed, and what that costs against the same model unchanged, paired by window. */
export interface ChangedLoss extends Loss {
  readonly change: Estimate;
}

/** What normalising does. */
export interface WithoutNormalising {
  /** Every norm divides by the mean deviation of its inputs (positions from 1 on), the same for all tokens: it is linear. */
  readonly linear: ChangedLoss;
  /** No norm subtracts the mean; each divides by the root mean square. */
  readonly withoutMean: ChangedLoss;
}

/** One dim's gain changed, by itself. */
export interface AblatedDim {
  readonly dim: number;
  /** What its gain is multiplied by. */
  readonly factor: number;
  /** Kullback-Leibler divergence of the changed prediction from the unchanged, nats a token. */
  readonly divergence: Estimate;
}

/** What single gains of a norm matter. */
export interface NormAblation {
  readonly name: string;
  readonly site: NormSite;
  readonly block: number | null;
  readonly medianGain: number;
  /** Those farthest from the median, set to it. */
  readonly far: readonly AblatedDim[];
  /** Random others, set to it. */
  readonly random: readonly AblatedDim[];
  /** The same random others, multiplied by as much as a far one differs from the median. */
  readonly changedAsMuch: readonly AblatedDim[];
}

/** One model on a text. */
export interface ProbedModel extends Loss {
  readonly model: ModelInfo;
  readonly norms: readonly ProbedNorm[];
  readonly without: WithoutNormalising;
  /** Where the loss is not finite: the tensors that hold NaN or infinite values, as the file calls them. */
  readonly notFinite?: readonly string[];
  /** Null where it was not asked for. */
  readonly ablation: readonly NormAblation[] | null;
}

/** Where the change of a norm's output comes from; shares are projections on the change, and add up to 1. */
export interface OutputSplit {
  readonly gain: number;
  readonly input: number;
  readonly bias: number;
}

export interface ProbedChange {
  readonly name: string;
  readonly site: NormSite;
  readonly block: number | null;
  /** Length of the change of the output over the length of the output before; 0 where nothing changed. */
  readonly outputChange: number;
  /** Null where nothing changed. */
  readonly split: OutputSplit | null;
  /** Length of each part over the length of the output before. */
  readonly parts: OutputSplit;
  /** Mean over tokens of the cosine of both inputs. */
  readonly inputCosine: number;
  /** Mean input variance after over before, positions from 1 on. */
  readonly varianceRatio: number | null;
  /** Median gain after over before, minus 1. */
  readonly gainChange: number | null;
}

/** The LayerNorms of one model in the other. */
export interface Transplant {
  readonly preWithPostNorms: ChangedLoss;
  readonly postWithPreNorms: ChangedLoss;
  /** Loss of post minus loss of pre. */
  readonly change: Estimate;
}

export interface ProbedPair {
  readonly changes: readonly ProbedChange[];
  readonly transplant: Transplant;
}

export interface Probe {
  readonly text: ProbedText;
  readonly backend: { readonly name: string; readonly version: string };
  readonly pre: ProbedModel;
  /** Null where there is one model. */
  readonly post: ProbedModel | null;
  readonly pair: ProbedPair | null;
  readonly notices: readonly string[];
}
