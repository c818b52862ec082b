import { comparePair, measurePair, type VectorPair } from "../../analysis/pair.js";
import type { Comparison, MeasuredTensor, TensorComparison } from "../../model/comparison.js";
import { canonicalName, siteNamed } from "../../model/sites.js";
import type { PackedTensor, PageData } from "../../report/page/data.js";
import { unpackValues } from "../../report/page/packedValues.js";

/** The tensors of a page, compared anew: once, since that takes longest. */
export function unpackTensors(data: PageData): readonly TensorComparison[] {
  const known = unpacked.get(data);
  if (known !== undefined) return known;
  const tensors = data.tensors.map((tensor) => comparePair(vectorsOf(tensor, data), data.options));
  unpacked.set(data, tensors);
  return tensors;
}

/** Every tensor that figures show of the whole models, in the order in which they were judged. */
function unpackWhole(data: PageData): readonly MeasuredTensor[] {
  const known = unpackedWhole.get(data);
  if (known !== undefined) return known;
  const others = data.others.map((tensor) => measurePair(vectorsOf(tensor, data), data.options.topMoved));
  const byName = new Map([...unpackTensors(data), ...others].map((tensor) => [tensor.name, tensor]));
  const whole = data.judged.flatMap(
    (id) => byName.get(canonicalName(siteNamed(data.pre.architecture, id.norm), id)) ?? [],
  );
  unpackedWhole.set(data, whole);
  return whole;
}

const unpacked = new WeakMap<PageData, readonly TensorComparison[]>();
const unpackedWhole = new WeakMap<PageData, readonly MeasuredTensor[]>();

function vectorsOf({ id, pre, post }: PackedTensor, { pre: { architecture } }: PageData): VectorPair {
  const a = unpackValues(pre, null);
  return {
    site: siteNamed(architecture, id.norm),
    id,
    a,
    b: post === null ? a.slice() : unpackValues(post, a),
  };
}

/** The comparison, of which these tensors are shown. */
export function comparisonOf(data: PageData, tensors: readonly TensorComparison[]): Comparison {
  const { pre, post, options, findings, judged, lineage, correlations, answers } = data;
  return {
    pre,
    post,
    options,
    tensors,
    whole: unpackWhole(data),
    skipped: [],
    findings,
    judged,
    lineage,
    correlations,
    answers,
    notices: [],
  };
}
