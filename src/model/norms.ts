/** A model whose norms have been found among its tensors. */

import type { TensorId, WeightKind } from "./architecture.js";
import type { StoredPiece } from "./bytes.js";
import type { Skipped, TensorInfo } from "./tensors.js";

/** A LayerNorm tensor as one checkpoint names and stores it. */
export interface NamedTensor {
  readonly id: TensorId;
  readonly info: TensorInfo;
}

/** What is known of a model once its tensors have been named. */
export interface ModelInfo {
  /** What the user typed. */
  readonly path: string;
  readonly format: string;
  readonly files: readonly string[];
  /** How the file's naming writes the gain of a block's ln_1, e.g. "h.N.ln_1.weight". */
  readonly naming: string;
  /** What stands before the naming's own words in the file, e.g. "transformer." */
  readonly prefix: string;
  /** Number of blocks (highest block index plus one). */
  readonly blocks: number;
  /** Length of every LayerNorm vector (GPT-2's n_embd). */
  readonly width: number;
  /** Storage types of the LayerNorm tensors, sorted. */
  readonly dtypes: readonly string[];
  /** Number of tensors in the checkpoint, LayerNorms or not. */
  readonly tensorCount: number;
}

/** A GPT-2 whose LayerNorms have been found, and can be read. */
export interface GptModel {
  readonly info: ModelInfo;
  /** By canonical name (`h.5.ln_1.weight`, `ln_f.bias`), in order of the forward pass. */
  readonly layerNorms: ReadonlyMap<string, NamedTensor>;
  /** Tensors that look like LayerNorms of a GPT-2 and are not used. */
  readonly skipped: readonly Skipped[];
  /** Everything in the checkpoint, by its own names. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** What the checkpoint says about itself. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Values of the tensor with that canonical name, shape [width]. */
  read(canonicalName: string): Promise<Float64Array>;
  /** Every weight of the model, LayerNorm or not, in order of the file. */
  readonly weights: readonly Weight[];
  /** Tensors beside them: masks, a training's state. */
  readonly nonWeights: readonly Skipped[];
  /** Values of any of `tensors`, by its own name. */
  readTensor(name: string): Promise<Float64Array>;
  /** Where they lie, as of a TensorReader. */
  locateTensor(name: string): Promise<readonly StoredPiece[] | null>;
  close(): Promise<void>;
}

/** A tensor of the model that is neither a mask nor a training's state. */
export interface Weight {
  readonly info: TensorInfo;
  readonly kind: WeightKind;
  /** 0-based; null outside of the blocks. */
  readonly block: number | null;
}
