/** What weights alone say of a model's circuits. Data only; words/ says it. */

import type { TensorId } from "./architecture.js";

export interface Circuits {
  readonly start: StartOfText | Unknown;
  readonly dead: DeadDirection | Unknown;
  /** Of every gain that is an outlier of its tensor and has a matrix behind it, the farthest ones of each tensor. */
  readonly outliers: readonly OutlierFeed[];
}

/** Why something cannot be said of this model. */
export interface Unknown {
  readonly reason: string;
}

/**
 * What the first block's MLP makes of position 0 before any token: p + MLP(norm(p)) with p = the first position's embedding.
 * Its outliers are coordinates of the massive activations of the first token.
 */
export interface StartOfText {
  /** Shape [width]. */
  readonly values: Float64Array;
  readonly median: number;
  readonly mad: number;
  /** Outliers by modified z (abs > 3.5), the farthest first. */
  readonly dims: readonly StartDim[];
  /** The MLP's activation, by transformers' name, and whether config.json said so or it was assumed. */
  readonly activation: string;
  readonly isStated: boolean;
}

export interface StartDim {
  readonly dim: number;
  readonly value: number;
  readonly z: number;
  /** Magnitude over the median magnitude; null where that is 0. */
  readonly ratio: number | null;
}

/**
 * The direction 1 / gain of the final LayerNorm, of length 1: its output has the same component along it on every input,
 * since standardised values add up to 0.
 */
export interface DeadDirection {
  readonly norm: string;
  /** Shape [width]. */
  readonly direction: Float64Array;
  /** The dims with the largest shares of its squared length, the largest first. */
  readonly dims: readonly { readonly dim: number; readonly share: number }[];
  /** How many dims it is spread over: 1 / sum of the squares of the shares. */
  readonly effectiveDims: number;
  /** The component of every output along it: the bias's. */
  readonly bias: number;
  /** Length of what the output head makes of it, over that of a typical direction (the root mean square over all). */
  readonly headRatio: number;
}

/** Where an outlier of the gains goes. */
export interface OutlierFeed {
  readonly tensor: TensorId;
  readonly dim: number;
  readonly gain: number;
  readonly z: number;
  /** Gain times row norm, and that over the median magnitude of its tensor's; null where that is 0. */
  readonly effective: number;
  readonly effectiveRatio: number | null;
  /** The outputs of the matrices behind it that it is multiplied into most, the largest magnitude first. */
  readonly outputs: readonly { readonly matrix: string; readonly output: number; readonly weight: number }[];
  /** Share of the squares of all its weights that these outputs hold. */
  readonly outputShare: number;
  /** Share of the squares that goes to queries, keys and values, where one matrix makes all three; else null. */
  readonly attention: { readonly queries: number; readonly keys: number; readonly values: number } | null;
}
