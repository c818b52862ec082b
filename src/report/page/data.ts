import type { TensorId } from "../../model/architecture.js";
import type { ComparedOptions, Comparison } from "../../model/comparison.js";
import type { ModelInfo } from "../../model/norms.js";
import type { PackedValues } from "./packedValues.js";

/** What a report page carries for its script: the values themselves. Everything else is computed from them again. */
export interface PageData {
  readonly pre: ModelInfo;
  readonly post: ModelInfo;
  readonly options: ComparedOptions;
  readonly tensors: readonly PackedTensor[];
  /** What else of the whole models figures show, whatever was selected. */
  readonly others: readonly PackedTensor[];
  /** Of the whole models, whatever is shown. */
  readonly findings: Comparison["findings"];
  readonly judged: Comparison["judged"];
  readonly lineage: Comparison["lineage"];
  readonly correlations: Comparison["correlations"];
  readonly answers: Comparison["answers"];
}

export interface PackedTensor {
  readonly id: TensorId;
  readonly pre: PackedValues;
  /** Null where they are those of pre. */
  readonly post: PackedValues | null;
}
