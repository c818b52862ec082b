import type { Comparison } from "../../model/comparison.js";
import type { PackedTensor, PackedValues, PageData } from "./data.js";

/** What the page's script needs of a comparison. */
export function pageDataOf(comparison: Comparison): PageData {
  const { pre, post, options, tensors, findings, judged, lineage } = comparison;
  return {
    pre,
    post,
    options,
    findings,
    judged,
    lineage,
    tensors: tensors.map(
      ({ id, pre: before, post: after, change }): PackedTensor => ({
        id,
        pre: pack(before.values),
        post: change.identical ? null : pack(after.values),
      }),
    ),
  };
}

function pack(values: Float64Array): PackedValues {
  const bytes = values.every((value) => Object.is(Math.fround(value), value)) ? 4 : 8;
  const raw = Buffer.alloc(values.length * bytes);
  values.forEach((value, i) => {
    if (bytes === 4) raw.writeFloatLE(value, 4 * i);
    else raw.writeDoubleLE(value, 8 * i);
  });
  return { bytes, base64: raw.toString("base64") };
}
