import type { TensorId } from "../../model/architecture.js";
import type { ToolInfo } from "../../model/document.js";
import type { ModelInfo } from "../../model/norms.js";
import type { Distribution, Histogram } from "../../model/numbers.js";
import type { WeightHistogram } from "../../model/weights.js";

/** What several JSON documents have in common. Fields are named one by one: what the schemas do not know stays out. */

export function toolJson({ name, version }: ToolInfo) {
  return { name, version };
}

export function modelJson(model: ModelInfo) {
  const { path, ofRun, format, files, naming, prefix, blocks, width, dtypes, tensorCount } = model;
  return {
    path,
    ...(ofRun === undefined ? {} : { step: ofRun.step }),
    format,
    files,
    naming,
    prefix,
    blocks,
    width,
    dtypes,
    tensorCount,
  };
}

/** Which LayerNorm tensor. */
export function tensorIdJson({ name, id }: { readonly name: string; readonly id: TensorId }) {
  return { name, block: id.block, norm: id.norm, parameter: id.parameter };
}

export function distributionJson({ summary, histogram }: Distribution) {
  return { ...summary, histogram: histogramJson(histogram) };
}

/** Typed arrays become lists. */
export function histogramJson(histogram: Histogram | WeightHistogram | null) {
  if (histogram === null) return null;
  const { edges, counts, below, above } = histogram;
  return { edges: [...edges], counts: [...counts], below, above };
}
