import { roundoffOf } from "../../format/shared/dtype.js";
import type { EffectiveChange, EffectiveGain } from "../../model/effective.js";
import type { GptModel } from "../../model/norms.js";
import { product, tradeOf } from "../../stats/effective.js";
import { summarize } from "../../stats/summary.js";
import { rowNormsOf } from "./rowNorms.js";

/** What effective gains are read from. */
export type EffectiveSource = Pick<
  GptModel,
  "layerNorms" | "nextMatrices" | "locateTensor" | "readTensor" | "readEffective"
>;

/**
 * The effective gains of the norm whose gain has that canonical name; null for a norm that no matrix is known to be behind.
 * @throws WdistError NOT_IN_MODEL, BAD_SHAPE, AMBIGUOUS, UNSUPPORTED_DTYPE or READ_FAILED
 */
export async function readEffectiveGain(model: EffectiveSource, name: string): Promise<EffectiveGain | null> {
  const matrices = model.nextMatrices(name);
  if (matrices.length === 0) return null;
  const gains = await model.readEffective(name);
  const rowNorms = await rowNormsOf(model, matrices, gains.length);
  const values = product(gains, rowNorms);
  const dtypes = [model.layerNorms.get(name), ...matrices].flatMap((tensor) => tensor?.info.dtype ?? []);
  return {
    matrices: matrices.map(({ info }) => info.name),
    rowNorms,
    values,
    summary: summarize(values),
    roundoff: Math.max(...dtypes.map(roundoffOf)),
  };
}

/** `gains`: of the same norm, as they act. */
export function effectiveChangeOf(
  gains: { readonly pre: Float64Array; readonly post: Float64Array },
  pre: EffectiveGain,
  post: EffectiveGain,
): EffectiveChange {
  return { pre, post, ...tradeOf(gains, { pre: pre.rowNorms, post: post.rowNorms }) };
}
