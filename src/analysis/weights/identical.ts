import { haveEqualBytes } from "../../format/shared/equalBytes.js";
import { byteLengthOf } from "../../format/shared/stored.js";
import type { GptModel, Weight } from "../../model/norms.js";

/** Which tensors training left alone: those that have the same bytes in both files. */

/** A tensor that has the same name in both models. */
export interface TensorPair {
  readonly pre: Weight["info"];
  readonly post: Weight["info"];
}

/** @throws WdistError READ_FAILED */
export async function countIdentical(
  pre: GptModel,
  post: GptModel,
  pairs: readonly TensorPair[],
): Promise<number> {
  let count = 0;
  for (const pair of pairs) if (await isIdentical(pre, post, pair)) count++;
  return count;
}

async function isIdentical(pre: GptModel, post: GptModel, pair: TensorPair): Promise<boolean> {
  const { dtype, shape } = pair.pre;
  if (dtype !== pair.post.dtype || String(shape) !== String(pair.post.shape)) return false;
  const [a, b] = await Promise.all([pre.locateTensor(pair.pre.name), post.locateTensor(pair.post.name)]);
  if (a !== null && b !== null) return haveEqualBytes(a, b, byteLengthOf(dtype, shape) ?? 0);
  const [before, after] = [await pre.readTensor(pair.pre.name), await post.readTensor(pair.post.name)];
  return before.every((value, i) => Object.is(value, after[i]));
}
