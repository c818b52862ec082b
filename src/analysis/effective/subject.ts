import type { GptModel } from "../../model/norms.js";
import { subjectOf } from "../diagnosis/kinship.js";
import type { MeasuredPair, Subject } from "../diagnosis/subject.js";
import { type EffectiveSource, effectiveChangeOf, readEffectiveGain } from "./effectiveGain.js";

/**
 * The same models with the effective gains of these norms. Matrices are read one after the other: one alone may take as
 * long as the network has.
 * @throws WdistError NOT_IN_MODEL, BAD_SHAPE, AMBIGUOUS, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function withEffectiveGains(
  { pairs, unpaired }: Subject,
  pre: EffectiveSource,
  post: EffectiveSource,
  norms: readonly string[],
): Promise<Subject> {
  const measured: MeasuredPair[] = [];
  for (const pair of pairs) {
    const isWanted = pair.id.parameter === "gain" && norms.includes(pair.id.norm);
    measured.push(isWanted ? await withEffectiveGain(pair, pre, post) : pair);
  }
  return subjectOf(measured, unpaired);
}

async function withEffectiveGain(
  pair: MeasuredPair,
  pre: EffectiveSource,
  post: EffectiveSource,
): Promise<MeasuredPair> {
  const before = await readEffectiveGain(pre, pair.name);
  const after = await readEffectiveGain(post, pair.name);
  if (before === null || after === null) return pair;
  const gains = { pre: pair.pre.values, post: pair.post.values };
  return { ...pair, effectiveChange: effectiveChangeOf(gains, before, after) };
}

/** Which of these norms have no effective gains. */
export function lackingNotices({ info }: Pick<GptModel, "info">, norms: readonly string[]): string[] {
  const { sites } = info.architecture;
  const lacking = sites.filter(({ name, matrices }) => norms.includes(name) && matrices.length === 0);
  return lacking.length === 0
    ? []
    : [
        `${lacking.map(({ name }) => name).join(", ")}: no effective gains, for no matrix is known to be behind them`,
      ];
}
