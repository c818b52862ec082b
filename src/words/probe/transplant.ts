import type { Architecture } from "../../model/architecture.js";
import type { Estimate, ProbedPair, Transplant } from "../../model/probe.js";
import { normNoun } from "../sites.js";
import { estimateWords, isMeasurable, percentWords } from "./amounts.js";

/** How much of a training its norms carry, both ways. */

/** Shares of the change of the loss from pre to post; null where the loss is the same. */
export function transplantShares({ preWithPostNorms, postWithPreNorms, change }: Transplant): {
  /** What post's norms do in pre, as a share of the whole way. */
  readonly intoPre: number;
  /** What post loses again with pre's norms. */
  readonly intoPost: number;
} | null {
  if (!(Math.abs(change.mean) > 0)) return null;
  return {
    intoPre: preWithPostNorms.change.mean / change.mean,
    intoPost: -postWithPreNorms.change.mean / change.mean,
  };
}

/** "Taking post's LayerNorms back to pre's costs 1.5 % of what the training gained; put into pre, they ..." */
export function transplantSentence({ transplant, changes }: ProbedPair, architecture: Architecture): string {
  const norms = normNoun(architecture) === "norm" ? "norms" : `${normNoun(architecture)}s`;
  const { change, preWithPostNorms, postWithPreNorms } = transplant;
  if (changes.every(({ outputChange }) => outputChange === 0) && change.mean === 0) {
    return `Nothing changes: both models compute the same at every ${normNoun(architecture)}.`;
  }
  const shares = transplantShares(transplant);
  const isTold = isMeasurable(change) !== false && shares !== null;
  const back = effect(postWithPreNorms.change, isTold ? shares.intoPost : null, "undoes", change);
  const forth = effect(preWithPostNorms.change, isTold ? shares.intoPre : null, "makes", change);
  const whole = isTold
    ? ""
    : ` The models themselves do not differ measurably on this text (${estimateWords(change)}).`;
  return `Giving post the ${norms} of pre ${back}; giving pre the ${norms} of post ${forth}.${whole}`;
}

/** What putting in norms does, as a share of what the training did to the loss where that is a share. */
function effect(by: Estimate, share: number | null, verb: string, whole: Estimate): string {
  if (by.mean === 0) return "changes nothing";
  if (isMeasurable(by) === false) return `changes nothing measurable (${estimateWords(by)})`;
  if (share === null || share <= 0) {
    return `${by.mean > 0 ? "raises" : "lowers"} the loss by ${estimateWords({ ...by, mean: Math.abs(by.mean) }).slice(1)}`;
  }
  const did = whole.mean < 0 ? "gained" : "lost";
  return `${verb} ${percentWords(share)} of what the training ${did} on this text (${estimateWords(by)})`;
}
