import { comparePair } from "../../analysis/pair.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import { siteNamed } from "../../model/sites.js";
import type { PackedValues, PageData } from "../../report/page/data.js";

/** The tensors of a page, compared anew. */
export function unpackTensors({ tensors, options, pre: { architecture } }: PageData): TensorComparison[] {
  return tensors.map(({ id, pre, post }) =>
    comparePair(
      { site: siteNamed(architecture, id.norm), id, a: unpack(pre), b: unpack(post ?? pre) },
      options,
    ),
  );
}

function unpack({ bytes, base64 }: PackedValues): Float64Array {
  const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const view = new DataView(raw.buffer);
  return Float64Array.from({ length: raw.length / bytes }, (_, i) =>
    bytes === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true),
  );
}

/** The comparison, of which these tensors are shown. */
export function comparisonOf(
  { pre, post, options, findings, judged, lineage, correlations, answers }: PageData,
  tensors: readonly TensorComparison[],
): Comparison {
  return {
    pre,
    post,
    options,
    tensors,
    skipped: [],
    findings,
    judged,
    lineage,
    correlations,
    answers,
    notices: [],
  };
}
