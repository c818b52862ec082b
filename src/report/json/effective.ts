import type { EffectiveChange, EffectiveGain } from "../../model/effective.js";

/** Effective gains in JSON: all values, since gain and matrix cannot be told from each other by their summary. */

export function effectiveGainJson({ matrices, values, rowNorms, summary }: EffectiveGain) {
  return { matrices, ...summary, rowNorms: [...rowNorms], values: [...values] };
}

export function effectiveChangeJson(change: EffectiveChange) {
  const { pre, post, gainFraction, rowFraction, effectiveFraction, carried, agreement } = change;
  return {
    pre: effectiveGainJson(pre),
    post: effectiveGainJson(post),
    gainFraction,
    rowFraction,
    effectiveFraction,
    carried,
    agreement,
    gainSize: change.gainSize,
    effectiveSize: change.effectiveSize,
  };
}
