/** Gains together with the matrix that they are multiplied by. */

import type { Summary } from "./numbers.js";

/**
 * What a norm's gain amounts to: a gain and the matrix behind it can trade a factor without any change of the model. All
 * vectors have shape [length of the norm].
 */
export interface EffectiveGain {
  /** The matrices behind the norm, as the file calls them. */
  readonly matrices: readonly string[];
  /** Euclidean norm of the weights that dimension d is multiplied by, over all of `matrices`. */
  readonly rowNorms: Float64Array;
  /** The gain, as it acts, times that. */
  readonly values: Float64Array;
  readonly summary: Summary;
  /** Unit roundoff of the coarsest storage type among gain and matrices. */
  readonly roundoff: number;
}

/** How it changed. What is undefined is null. */
export interface EffectiveChange {
  readonly pre: EffectiveGain;
  readonly post: EffectiveGain;
  /** Median over the dims of abs(post / pre) - 1: of the gain, of the row norm, and of their product. */
  readonly gainFraction: number | null;
  readonly rowFraction: number | null;
  readonly effectiveFraction: number | null;
  /**
   * Share of the gain's change that is left in the effective gain, in logarithms: 1 where the matrix did not change, 0 where
   * it undid the change, 2 where it changed as much once more. The slope of log(effective) over log(gain), through 0.
   */
  readonly carried: number | null;
  /** Cosine of the change of log(row norm) with that of log(gain), about 0: how alike dims agree on `carried`. */
  readonly agreement: number | null;
  /** Root mean square over the dims of the change of log(gain), and of log(effective gain). */
  readonly gainSize: number | null;
  readonly effectiveSize: number | null;
}
