import { expectedNames } from "../family/places.js";
import { DEFAULT_ARCHITECTURE } from "../family/registry.js";
import { REAL_DTYPES } from "../format/shared/dtype.js";
import { elementsOf } from "../format/shared/stored.js";
import type { GptModel } from "../model/norms.js";
import type { Skipped, TensorInfo } from "../model/tensors.js";

/** What a checkpoint is, without reading a weight. */
export interface Inspection {
  readonly model: GptModel["info"];
  /** Is it of the architecture that is meant where none is named? */
  readonly isUsual: boolean;
  /** Elements of all tensors. */
  readonly parameters: number;
  /** Elements by dtype. */
  readonly byDtype: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: readonly TensorInfo[];
  /** Has biases beside gains. */
  readonly hasBiases: boolean;
  /** Dtypes of norms that cannot be read as real numbers. */
  readonly unreadableDtypes: readonly string[];
  readonly skipped: readonly Skipped[];
  /** Canonical names of norms that a whole model of its architecture has and this does not. */
  readonly missing: readonly string[];
}

export function inspectModel(model: GptModel): Inspection {
  const tensors = [...model.tensors.values()];
  const byDtype = new Map<string, number>();
  for (const { dtype, shape } of tensors) byDtype.set(dtype, (byDtype.get(dtype) ?? 0) + elementsOf(shape));
  return {
    model: model.info,
    isUsual: model.info.architecture.name === DEFAULT_ARCHITECTURE.name,
    parameters: tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0),
    byDtype,
    metadata: model.metadata,
    tensors,
    hasBiases: [...model.layerNorms.values()].some(({ id }) => id.parameter === "bias"),
    unreadableDtypes: model.info.dtypes.filter((dtype) => !REAL_DTYPES.includes(dtype)),
    skipped: model.skipped,
    missing: expectedNames(model).filter((name) => !model.layerNorms.has(name)),
  };
}
