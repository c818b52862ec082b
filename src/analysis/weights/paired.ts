import type { Paired } from "../../counting/index.js";
import type { PairedGroupChange, TensorChange } from "../../model/weights.js";
import { mergePairSums, NO_PAIRS, type PairSums, pairedChange } from "../../stats/pairSums.js";
import type { TensorPair } from "./pairs.js";

/** From sums over pairs of values to how tensors, and many of them together, changed. */

/** A tensor of both models after it was looked at. */
export interface PairedTensor {
  readonly pair: TensorPair;
  readonly sums: PairSums;
  /** Of one dtype, and byte for byte the same. */
  readonly identical: boolean;
}

export function pairedTensor(pair: TensorPair, { sums, areSame }: Paired): PairedTensor {
  return { pair, sums, identical: areSame && pair.pre.info.dtype === pair.post.info.dtype };
}

export function tensorChange({ pair: { pre, post }, sums, identical }: PairedTensor): TensorChange {
  return {
    name: pre.info.name,
    postName: post.info.name,
    kind: pre.kind,
    block: pre.block,
    shape: pre.info.shape,
    preDtype: pre.info.dtype,
    postDtype: post.info.dtype,
    identical,
    change: pairedChange(sums),
  };
}

/** As if the tensors were one; null where there is none. */
export function groupChange(tensors: readonly PairedTensor[]): PairedGroupChange | null {
  if (tensors.length === 0) return null;
  const sums = tensors.reduce((merged, tensor) => mergePairSums(merged, tensor.sums), NO_PAIRS);
  // The first of those that changed most, as merging chooses.
  const most = tensors.find(({ sums: own }) => own.maxAbsDelta === sums.maxAbsDelta);
  const maxAbsDeltaTensor = sums.maxAbsDeltaIndex === null ? null : (most?.pair.pre.info.name ?? null);
  return { ...pairedChange(sums), maxAbsDeltaTensor };
}
