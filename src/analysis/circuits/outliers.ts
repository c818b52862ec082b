import type { OutlierFeed } from "../../model/circuits.js";
import type { TensorSummary } from "../../model/comparison.js";
import type { EffectiveGain } from "../../model/effective.js";
import type { GptModel, NextMatrix } from "../../model/norms.js";
import { modifiedZ } from "../../stats/outliers.js";
import { median } from "../../stats/quantiles.js";
import { sampleOf } from "../../stats/sample.js";
import { weightsOf } from "./multiply.js";

/** Where the outliers of gains go: of each tensor the farthest ones, and of each the outputs that it is multiplied into most. */
const MOST_DIMS = 3;
const MOST_OUTPUTS = 5;

/** Matrices whose outputs are queries, then keys, then values, as many of each; other libraries mix them, head by head. */
const QUERIES_KEYS_VALUES = /(?:^|[./])(?:c_attn|attn_qkv|qkvw)\b/;

export async function outlierFeeds(
  model: GptModel,
  tensors: readonly TensorSummary[],
): Promise<readonly OutlierFeed[]> {
  const feeds: OutlierFeed[] = [];
  for (const tensor of tensors) {
    if (tensor.effective === undefined) continue;
    feeds.push(...(await feedsOf(model, tensor, tensor.effective)));
  }
  return feeds;
}

async function feedsOf(
  model: GptModel,
  tensor: TensorSummary,
  effective: EffectiveGain,
): Promise<OutlierFeed[]> {
  const { values, summary } = tensor.distribution;
  const { bulk } = sampleOf(values);
  const zOf = (dim: number) => modifiedZ(values[dim] as number, bulk);
  const dims = (summary.outlierDims ?? [])
    .toSorted((a, b) => Math.abs(zOf(b)) - Math.abs(zOf(a)) || a - b)
    .slice(0, MOST_DIMS);
  if (dims.length === 0) return [];
  const matrices = model.nextMatrices(tensor.name);
  const weights: (readonly Float64Array[])[] = [];
  for (const matrix of matrices) weights.push(await weightsOf(model, matrix, values.length, dims));
  const usual = median(effective.values.map(Math.abs).sort());
  return dims.map((dim, i) => {
    const own = weights.map((ofMatrix) => ofMatrix[i] as Float64Array);
    const product = effective.values[dim] as number;
    const ratio = Math.abs(product) / usual;
    return {
      tensor: tensor.id,
      dim,
      gain: values[dim] as number,
      z: zOf(dim),
      effective: product,
      effectiveRatio: Number.isFinite(ratio) ? ratio : null,
      ...outputsOf(matrices, own),
      attention: attentionOf(matrices, own, values.length),
    };
  });
}

function outputsOf(
  matrices: readonly NextMatrix[],
  weights: readonly Float64Array[],
): Pick<OutlierFeed, "outputs" | "outputShare"> {
  const all = matrices.flatMap(({ info }, i) =>
    Array.from(weights[i] as Float64Array, (weight, output) => ({ matrix: info.name, output, weight })),
  );
  const outputs = all
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.output - b.output)
    .slice(0, MOST_OUTPUTS);
  const squares = (some: typeof all) => some.reduce((total, { weight }) => total + weight * weight, 0);
  return { outputs, outputShare: squares(outputs) / (squares(all) || 1) };
}

function attentionOf(
  [matrix, ...others]: readonly NextMatrix[],
  [weights]: readonly Float64Array[],
  width: number,
): OutlierFeed["attention"] {
  if (matrix === undefined || weights === undefined || others.length > 0) return null;
  if (matrix.outputs !== 3 * width || !QUERIES_KEYS_VALUES.test(matrix.info.name)) return null;
  const squares = (part: number) =>
    weights.subarray(part * width, (part + 1) * width).reduce((total, weight) => total + weight * weight, 0);
  const [queries, keys, values] = [squares(0), squares(1), squares(2)];
  const all = queries + keys + values || 1;
  return { queries: queries / all, keys: keys / all, values: values / all };
}
